'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '@/components/class-names'

const strip = 'flex gap-1 overflow-x-auto border-b border-stroke'
const tab =
  'focus-inset -mb-px flex h-10 shrink-0 cursor-pointer items-center border-b-2 border-transparent px-3 text-content-secondary hover:text-content-raise'
const chosen = 'border-stroke-accent font-medium text-content-raise'

interface LinkTabsProps {
  label: string
  tabs: { href: string; label: string }[]
}

/** Tabs of a detail page, each with an address of its own. */
export function LinkTabs({ label, tabs }: LinkTabsProps) {
  const path = usePathname()
  return (
    <nav aria-label={label} className={strip}>
      {tabs.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={path === item.href ? 'page' : undefined}
          className={cn(tab, path === item.href && chosen)}
        >
          {item.label}
        </Link>
      ))}
    </nav>
  )
}
