'use client'

import { Combobox as Base } from '@base-ui/react/combobox'
import { Check } from 'lucide-react'
import type { ReactElement } from 'react'
import { useComponentText } from '@/components/text'
import type { SelectOption } from './select'

interface SearchSelectProps<T extends string> {
  value: T | null
  onChange: (value: T) => void
  options: readonly SelectOption<T>[]
  /** A button; what is chosen stands in it. */
  trigger: ReactElement
  disabled?: boolean | undefined
}

/** One of many, found by typing a part of its name: what `Select` and the switcher of tenants are where the list is long. */
export function SearchSelect<T extends string>({ value, onChange, options, trigger, disabled }: SearchSelectProps<T>) {
  const text = useComponentText()
  const { contains } = Base.useFilter()
  return (
    <Base.Root
      items={options}
      value={options.find((option) => option.value === value) ?? null}
      onValueChange={(next) => {
        if (next !== null) onChange(next.value)
      }}
      isItemEqualToValue={(a, b) => a.value === b.value}
      filter={(option, typed) => contains(`${option.label} ${option.hint ?? ''}`, typed)}
      autoHighlight
      disabled={disabled ?? false}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align="start" sideOffset={4} className="z-(--layer-popup) outline-none">
          <Base.Popup
            aria-label={text.search}
            className="flex max-h-[min(24rem,var(--available-height))] max-w-(--available-width) min-w-[max(16rem,var(--anchor-width))] flex-col rounded-md border border-stroke bg-surface-overlay shadow-floating outline-none"
          >
            <Base.Input
              aria-label={text.search}
              placeholder={text.search}
              spellCheck={false}
              className="h-10 shrink-0 border-b border-stroke bg-transparent px-3 text-content-raise outline-none placeholder:text-content-tertiary max-sm:text-base"
            />
            <Base.Empty className="px-3 py-2 text-content-secondary empty:hidden">{text.noMatch}</Base.Empty>
            <Base.List className="min-h-0 flex-1 overflow-y-auto p-1 empty:hidden">
              {(option: SelectOption<T>) => (
                <Base.Item
                  key={option.value}
                  value={option}
                  className="flex min-h-8 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 outline-none select-none data-highlighted:bg-surface-hover data-highlighted:text-content-raise max-sm:min-h-11"
                >
                  <span className="min-w-0 flex-1 break-words">
                    {option.label}
                    {option.hint !== undefined && <span className="block text-xs text-content-secondary">{option.hint}</span>}
                  </span>
                  <Base.ItemIndicator>
                    <Check aria-hidden="true" className="size-4 text-content-accent" />
                  </Base.ItemIndicator>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
