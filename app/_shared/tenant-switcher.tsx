'use client'

import { useQuery } from '@tanstack/react-query'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Switcher } from '@/components/shell/switcher'
import type { MenuEntry } from '@/components/ui/menu'
import { useMe } from './me'

/** Administrators: administration and tenants. Others: their tenants. */
export function TenantSwitcher({ tenant }: { tenant: string | undefined }) {
  const me = useMe()
  const trpc = useTRPC()
  const text = useText().shell
  const administrator = me.role === 'administrator'
  const list = useQuery({ ...trpc.tenants.list.queryOptions({ limit: 10, sort: 'name' }), enabled: administrator })
  const current = useQuery({ ...trpc.tenants.get.queryOptions({ tenant: tenant ?? '' }), enabled: administrator && tenant !== undefined })
  const membership = me.memberships.find((one) => one.tenant === tenant)
  const name = tenant === undefined ? text.administration : (membership?.tenantTitle ?? current.data?.title ?? '…')
  const entries: MenuEntry[] = administrator
    ? (list.data?.items ?? []).map((one) => ({ label: one.title, href: paths.own.overview(one.id) }))
    : me.memberships.map((one) => ({ label: one.tenantTitle, href: paths.own.overview(one.tenant) }))
  const groups: MenuEntry[][] = administrator
    ? [[{ label: text.administration, href: paths.home }], entries, [{ label: text.allTenants, href: paths.tenants }]]
    : [entries]
  if (!administrator && entries.length === 0) return null
  return <Switcher current={name} groups={groups} />
}
