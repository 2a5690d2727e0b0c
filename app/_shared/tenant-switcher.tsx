'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Switcher } from '@/components/shell/switcher'
import { worksOnTenants } from './may'
import { useMe } from './me'

/** Who works on tenants: administration and tenants. Others: their tenants, or the one that they look at. */
export function TenantSwitcher({ tenant }: { tenant: string | undefined }) {
  const me = useMe()
  const router = useRouter()
  const trpc = useTRPC()
  const text = useText().shell
  const onTenants = worksOnTenants(me)
  const lists = onTenants && me.role !== 'support'
  const list = useQuery({ ...trpc.tenants.list.queryOptions({ limit: 100, sort: 'name' }), enabled: lists })
  const current = useQuery({ ...trpc.tenants.get.queryOptions({ tenant: tenant ?? '' }), enabled: lists && tenant !== undefined })
  const membership = me.memberships.find((one) => one.tenant === tenant)
  const name =
    tenant === undefined ? text.administration : (membership?.tenantTitle ?? me.viewing?.tenantTitle ?? current.data?.title ?? '…')
  const entries = onTenants
    ? (list.data?.items ?? []).map((one) => ({ label: one.title, href: paths.own.overview(one.id) }))
    : me.memberships.map((one) => ({ label: one.tenantTitle, href: paths.own.overview(one.tenant) }))
  const groups = onTenants
    ? [[{ label: text.administration, href: paths.home }], entries, [{ label: text.allTenants, href: paths.tenants }]]
    : [entries]
  if (!onTenants && me.viewing === null && entries.length === 0) return null
  return <Switcher current={name} groups={groups} onGo={(href) => router.push(href)} />
}
