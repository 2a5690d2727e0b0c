'use client'

import { useQuery } from '@tanstack/react-query'
import { useParams, usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { LiveUpdates, useLiveState } from '@/app/_lib/live'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { LiveDot } from '@/components/shell/live-dot'
import { Shell } from '@/components/shell/shell'
import type { Theme } from '@/components/shell/theme'
import { ThemeSwitch } from '@/components/shell/theme-switch'
import type { MeView } from '@/contracts/views'
import { AccountMenu } from './account-menu'
import { ApprovalProvider } from './approval'
import { HealthBanner } from './health-banner'
import { MeProvider } from './me'
import { navOf, placeOf } from './navigation'
import { Palette } from './palette'
import { NothingHere } from './query-view'
import { TenantSwitcher } from './tenant-switcher'
import { ViewingBanner } from './viewing-banner'

interface SignedInProps {
  me: MeView
  theme: Theme
  children: ReactNode
}

/** Bar, navigation and palette; the tenant's navigation below `/t/<tenant>`. */
export function SignedIn({ me: initial, theme, children }: SignedInProps) {
  const trpc = useTRPC()
  const me = useQuery({ ...trpc.auth.me.queryOptions(), initialData: initial }).data ?? initial
  return (
    <MeProvider me={me}>
      <LiveUpdates>
        <ApprovalProvider>
          <Frame me={me} theme={theme}>
            {children}
          </Frame>
        </ApprovalProvider>
      </LiveUpdates>
    </MeProvider>
  )
}

function Frame({ me, theme, children }: SignedInProps) {
  const text = useText()
  const path = usePathname()
  const params = useParams<{ tenant?: string }>()
  const live = useLiveState()
  const tenant = placeOf(me, path, params.tenant)
  // Whoever is taken out of a tenant, or sees it deleted, has no page of it any more.
  const lost = path.startsWith('/t/') && tenant !== params.tenant
  return (
    <Shell
      homeHref={paths.home}
      product={text.common.product}
      navLabel={text.shell.navigation}
      nav={navOf(me, tenant, text.shell)}
      switcher={<TenantSwitcher tenant={tenant} />}
      tools={
        <>
          <Palette tenant={tenant} />
          <LiveDot on={live} />
          <AccountMenu me={me} />
        </>
      }
      foot={<ThemeSwitch initial={theme} />}
      banner={
        <>
          <ViewingBanner />
          <HealthBanner />
        </>
      }
    >
      {lost ? <NothingHere /> : children}
    </Shell>
  )
}
