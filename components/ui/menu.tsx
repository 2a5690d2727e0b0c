'use client'

import { Menu as Base } from '@base-ui/react/menu'
import Link from 'next/link'
import type { ReactElement, ReactNode } from 'react'
import { cn } from '@/components/class-names'

export interface MenuEntry {
  label: string
  icon?: ReactNode
  /** Goes to a page ... */
  href?: string
  /** ... or does something. */
  onSelect?: () => void
  danger?: boolean
  /** On its way already: cannot be chosen meanwhile. */
  pending?: boolean
  /** Why it cannot be chosen now; shown under the label. */
  disabledReason?: string | undefined
}

interface MenuProps {
  trigger: ReactElement
  /** Groups, divided by a line; what destroys comes last. */
  groups: MenuEntry[][]
  align?: 'start' | 'end'
  header?: ReactNode
}

const itemStyle =
  'flex min-h-8 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 outline-none select-none data-highlighted:bg-surface-hover data-highlighted:text-content-raise data-disabled:cursor-not-allowed data-disabled:text-content-tertiary [&_svg]:size-4 [&_svg]:shrink-0 max-sm:min-h-11'

function Entry({ entry }: { entry: MenuEntry }) {
  const inside = (
    <>
      {entry.icon}
      <span className="min-w-0">
        {entry.label}
        {entry.disabledReason !== undefined && <span className="block text-xs">{entry.disabledReason}</span>}
      </span>
    </>
  )
  const style = cn(itemStyle, entry.danger && 'text-content-bad data-highlighted:text-content-bad')
  if (entry.href !== undefined && entry.disabledReason === undefined)
    return (
      <Base.LinkItem closeOnClick render={<Link href={entry.href} />} className={style}>
        {inside}
      </Base.LinkItem>
    )
  return (
    <Base.Item className={style} disabled={entry.disabledReason !== undefined || entry.pending === true} onClick={entry.onSelect}>
      {inside}
    </Base.Item>
  )
}

/** A list of actions behind a button. */
export const Menu = ({ trigger, groups, align = 'end', header }: MenuProps) => (
  <Base.Root>
    <Base.Trigger render={trigger} />
    <Base.Portal>
      <Base.Positioner align={align} sideOffset={4} className="z-(--layer-popup) outline-none">
        <Base.Popup className="max-h-(--available-height) max-w-80 min-w-44 overflow-y-auto rounded-md border border-stroke bg-surface-overlay p-1 shadow-floating outline-none">
          {header}
          {groups
            .filter((group) => group.length > 0)
            .map((group, index) => (
              <div key={group[0]?.label}>
                {index > 0 && <Base.Separator className="-mx-1 my-1 h-px bg-stroke" />}
                {group.map((entry) => (
                  <Entry key={entry.label} entry={entry} />
                ))}
              </div>
            ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)
