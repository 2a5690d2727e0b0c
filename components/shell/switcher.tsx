'use client'

import { ChevronsUpDown } from 'lucide-react'
import { useComponentText } from '@/components/text'
import { buttonStyle } from '@/components/ui/button-style'
import { Menu, type MenuEntry } from '@/components/ui/menu'

interface SwitcherProps {
  /** Where one is now. */
  current: string
  groups: MenuEntry[][]
}

/** Says in whose place one is, and goes to another. */
export function Switcher({ current, groups }: SwitcherProps) {
  const text = useComponentText()
  return (
    <Menu
      align="start"
      groups={groups}
      trigger={
        <button
          type="button"
          aria-label={`${text.switchTenant}: ${current}`}
          className={buttonStyle('ghost', 'sm', false, 'min-w-0 shrink px-2 text-content-raise')}
        >
          <span className="max-w-28 truncate sm:max-w-56">{current}</span>
          <ChevronsUpDown aria-hidden="true" className="text-content-tertiary" />
        </button>
      }
    />
  )
}
