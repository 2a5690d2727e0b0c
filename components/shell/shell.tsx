'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { Drawer } from './drawer'
import { FocusHeading } from './focus-heading'
import { Logo } from './logo'
import { NavList } from './nav-list'
import type { NavGroup } from './navigation'
import { SkipLink } from './skip-link'

interface ShellProps {
  homeHref: string
  /** Name of the product. */
  product: string
  navLabel: string
  nav: NavGroup[]
  /** Left of the bar, after the logo. */
  switcher?: ReactNode
  /** Right of the bar. */
  tools: ReactNode
  /** Below the navigation, in the sidebar and in the drawer. */
  foot?: ReactNode
  /** Over the page: what concerns all of it. */
  banner?: ReactNode
  children: ReactNode
}

/** Bar 54 px, sidebar 228 px (a drawer below 1024 px), content at most 1200 px. */
export const Shell = (props: ShellProps) => (
  <div className="min-h-dvh lg:grid lg:grid-cols-[228px_minmax(0,1fr)] lg:grid-rows-[54px_1fr]">
    <SkipLink />
    <FocusHeading />
    <header className="sticky top-0 z-(--layer-bar) col-span-2 flex h-[54px] items-center gap-2 border-b border-stroke bg-surface-raised px-3 sm:px-4">
      <Drawer label={props.navLabel}>
        {(close) => (
          <>
            <NavList label={props.navLabel} groups={props.nav} onNavigate={close} />
            <div className="mt-auto p-4">{props.foot}</div>
          </>
        )}
      </Drawer>
      <Link href={props.homeHref} className="flex items-center gap-2 rounded-md font-semibold tracking-tight text-content-raise">
        <Logo />
        <span className="max-sm:sr-only">{props.product}</span>
      </Link>
      {props.switcher !== undefined && (
        <>
          <span aria-hidden="true" className="ml-1 text-stroke-strong">
            /
          </span>
          {props.switcher}
        </>
      )}
      <div className="ml-auto flex items-center gap-1 sm:gap-2">{props.tools}</div>
    </header>
    <aside className="sticky top-[54px] hidden h-[calc(100dvh-54px)] flex-col overflow-y-auto border-r border-stroke bg-surface-raised lg:flex">
      <NavList label={props.navLabel} groups={props.nav} />
      <div className="mt-auto p-4">{props.foot}</div>
    </aside>
    <main id="content" tabIndex={-1} className="min-w-0 px-4 py-6 outline-none sm:px-8">
      <div className="mx-auto max-w-[1200px]">
        {props.banner}
        {props.children}
      </div>
    </main>
  </div>
)
