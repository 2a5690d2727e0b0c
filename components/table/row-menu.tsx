'use client'

import { Ellipsis } from 'lucide-react'
import { useComponentText } from '@/components/text'
import { buttonStyle } from '@/components/ui/button-style'
import { Menu, type MenuEntry } from '@/components/ui/menu'

/** The actions of one row, nothing where there are none; `name` names the row for screen readers. */
export function RowMenu({ name, groups }: { name: string; groups: MenuEntry[][] }) {
  const text = useComponentText()
  if (groups.every((group) => group.length === 0)) return null
  return (
    <Menu
      groups={groups}
      trigger={
        <button type="button" aria-label={text.actionsOf(name)} className={buttonStyle('ghost', 'sm', true)}>
          <Ellipsis aria-hidden="true" />
        </button>
      }
    />
  )
}
