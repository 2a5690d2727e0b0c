'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '@/components/class-names'
import { isCurrent, type NavGroup } from './navigation'

interface NavListProps {
  label: string
  groups: NavGroup[]
  onNavigate?: () => void
}

/** The pages, 32 px a row, 44 px on phones. */
export function NavList({ label, groups, onNavigate }: NavListProps) {
  const path = usePathname()
  return (
    <nav aria-label={label} className="flex flex-col gap-5 p-3">
      {groups.map((group) => (
        <div key={group.label ?? group.items[0]?.href}>
          {group.label !== undefined && <p className="label-mono px-2.5 pb-1.5 text-content-tertiary">{group.label}</p>}
          <ul className="flex flex-col gap-px">
            {group.items.map((item) => {
              const current = isCurrent(item, path)
              return (
                <li key={item.href}>
                  <Link
                    href={item.href}
                    onClick={onNavigate}
                    aria-current={current ? 'page' : undefined}
                    className={cn(
                      'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-content-secondary hover:bg-surface-hover hover:text-content-raise max-sm:h-11 [&_svg]:size-4 [&_svg]:shrink-0',
                      current && 'bg-surface-selected font-medium text-content-raise hover:bg-surface-selected [&_svg]:text-content-accent',
                    )}
                  >
                    {item.icon}
                    <span className="truncate">{item.label}</span>
                  </Link>
                </li>
              )
            })}
          </ul>
        </div>
      ))}
    </nav>
  )
}
