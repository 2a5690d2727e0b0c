import type { ReactNode } from 'react'

export interface NavItem {
  href: string
  label: string
  icon: ReactNode
  /** Current only on this very page, not below it. */
  exact?: boolean
}

export interface NavGroup {
  label?: string
  items: NavItem[]
}

export const isCurrent = (item: NavItem, path: string): boolean =>
  path === item.href || (item.exact !== true && path.startsWith(`${item.href}/`))
