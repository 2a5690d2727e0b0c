'use client'

import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { mayLeavePage } from '@/components/form/use-unsaved-guard'
import { useComponentText } from '@/components/text'
import { buttonStyle } from '@/components/ui/button-style'
import { type Command, type CommandGroup, usePaletteGroups } from './palette-context'

interface CommandPaletteProps {
  /** Groups that are always there, such as the pages. */
  groups: CommandGroup[]
  /** What was typed, so that more can be found outside. */
  onSearch?: (text: string) => void
}

const textOf = (command: Command): string => `${command.label} ${command.hint ?? ''}`

/** Ctrl+K or Cmd+K: every page and action by its name. */
export function CommandPalette({ groups, onSearch }: CommandPaletteProps) {
  const text = useComponentText()
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const own = usePaletteGroups()

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      setOpen((before) => !before)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])

  const choose = (command: Command) => {
    setOpen(false)
    if (command.href === undefined) command.run?.()
    else if (mayLeavePage()) router.push(command.href)
  }

  const items = [...own, ...groups]
    .filter((group) => group.commands.length > 0)
    .map((group) => ({ value: group.label, items: group.commands }))
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger
        aria-label={text.palette}
        className={buttonStyle('secondary', 'sm', false, 'gap-2 px-2 font-normal text-content-tertiary sm:w-52 sm:justify-start')}
      >
        <Search aria-hidden="true" />
        <span className="hidden sm:inline">{text.search}</span>
        <kbd className="ml-auto hidden font-mono text-xs sm:inline">Ctrl K</kbd>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-(--layer-dialog) bg-surface-backdrop transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Viewport className="fixed inset-0 z-(--layer-dialog) flex justify-center px-2 pt-[12dvh]">
          <Dialog.Popup
            aria-label={text.palette}
            className="flex h-fit max-h-[70dvh] w-full max-w-xl flex-col overflow-hidden rounded-lg border border-stroke bg-surface-overlay shadow-floating transition duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            <Autocomplete.Root
              open
              inline
              items={items}
              autoHighlight="always"
              keepHighlight
              itemToStringValue={(command: Command) => textOf(command)}
              onValueChange={(value) => onSearch?.(value)}
            >
              <div className="flex items-center gap-3 border-b border-stroke-faint px-4">
                <Search aria-hidden="true" className="size-4 shrink-0 text-content-tertiary" />
                <Autocomplete.Input
                  aria-label={text.paletteHint}
                  placeholder={text.paletteHint}
                  className="h-12 w-full bg-transparent text-base text-content-raise outline-none placeholder:text-content-tertiary"
                />
              </div>
              <div className="min-h-0 flex-1 overflow-y-auto p-1.5">
                <Autocomplete.Empty className="px-3 py-6 text-center text-content-secondary empty:hidden">
                  {text.paletteNone}
                </Autocomplete.Empty>
                <Autocomplete.List>
                  {(group: { value: string; items: Command[] }) => (
                    <Autocomplete.Group key={group.value} items={group.items}>
                      <Autocomplete.GroupLabel className="label-mono px-2.5 pt-2 pb-1 text-content-tertiary">
                        {group.value}
                      </Autocomplete.GroupLabel>
                      <Autocomplete.Collection>
                        {(command: Command) => (
                          <Autocomplete.Item
                            key={command.id}
                            value={command}
                            onClick={() => choose(command)}
                            className="flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-2.5 outline-none select-none data-highlighted:bg-surface-selected data-highlighted:text-content-raise"
                          >
                            <span className="min-w-0 flex-1 truncate">{command.label}</span>
                            {command.hint !== undefined && <span className="truncate text-xs text-content-secondary">{command.hint}</span>}
                          </Autocomplete.Item>
                        )}
                      </Autocomplete.Collection>
                    </Autocomplete.Group>
                  )}
                </Autocomplete.List>
              </div>
            </Autocomplete.Root>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
