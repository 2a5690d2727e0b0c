'use client'

import { Tabs as Base } from '@base-ui/react/tabs'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
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

interface TabsProps {
  label: string
  tabs: { value: string; label: string; content: ReactNode }[]
}

/** Tabs inside one page, without addresses. */
export const Tabs = ({ label, tabs }: TabsProps) => (
  <Base.Root defaultValue={tabs[0]?.value}>
    <Base.List aria-label={label} className={strip}>
      {tabs.map((item) => (
        <Base.Tab key={item.value} value={item.value} className={(state) => cn(tab, state.active && chosen)}>
          {item.label}
        </Base.Tab>
      ))}
    </Base.List>
    {tabs.map((item) => (
      <Base.Panel key={item.value} value={item.value} className="pt-4">
        {item.content}
      </Base.Panel>
    ))}
  </Base.Root>
)
