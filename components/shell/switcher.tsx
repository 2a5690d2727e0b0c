'use client'

import { ChevronsUpDown } from 'lucide-react'
import { useComponentText } from '@/components/text'
import { buttonStyle } from '@/components/ui/button-style'
import { Menu } from '@/components/ui/menu'
import { SearchSelect } from '@/components/ui/search-select'
import { manyOptions } from '@/components/ui/select'

interface Place {
  label: string
  href: string
}

interface SwitcherProps {
  /** Where one is now. */
  current: string
  groups: Place[][]
  /** Goes to a place that was found by typing. */
  onGo: (href: string) => void
}

/** Says in whose place one is, and goes to another: a menu, or with many places a list that is searched by typing. */
export function Switcher({ current, groups, onGo }: SwitcherProps) {
  const text = useComponentText()
  const trigger = (
    <button
      type="button"
      aria-label={`${text.switchTenant}: ${current}`}
      className={buttonStyle('ghost', 'sm', false, 'min-w-0 shrink px-2 text-content-raise')}
    >
      <span className="max-w-28 truncate sm:max-w-56">{current}</span>
      <ChevronsUpDown aria-hidden="true" className="text-content-tertiary" />
    </button>
  )
  const places = groups.flat()
  if (places.length < manyOptions) return <Menu align="start" groups={groups} trigger={trigger} />
  const options = places.map(({ href, label }) => ({ value: href, label }))
  return <SearchSelect value={null} onChange={onGo} options={options} trigger={trigger} />
}
