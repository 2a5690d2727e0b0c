'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { CommandPalette } from '@/components/shell/command-palette'
import type { NavGroup } from '@/components/shell/navigation'
import type { CommandGroup } from '@/components/shell/palette-context'
import { mayOwn, maySell, worksOnTenants } from './may'
import { useMe } from './me'
import { adminNav, tenantNav } from './navigation'

const commandsOf = (groups: NavGroup[]) =>
  groups.flatMap((group) => group.items).map((item) => ({ id: item.href, label: item.label, href: item.href }))

/** Every page, the tenants and services by name, and the commonest deeds. */
export function Palette({ tenant }: { tenant: string | undefined }) {
  const me = useMe()
  const trpc = useTRPC()
  const text = useText().shell
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed.trim())
  const onTenants = worksOnTenants(me)
  const owner = tenant !== undefined && mayOwn(me, tenant)
  const asked = search.length > 0
  const tenants = useQuery({
    ...trpc.tenants.list.queryOptions({ search, limit: 5, sort: 'name' }),
    enabled: asked && onTenants,
    placeholderData: keepPreviousData,
  })
  const services = useQuery({
    ...trpc.services.list.queryOptions({ search, limit: 5, sort: 'name', ...(onTenants || tenant === undefined ? {} : { tenant }) }),
    enabled: asked,
    placeholderData: keepPreviousData,
  })
  const groups: CommandGroup[] = [
    {
      label: text.palette.pages,
      commands: [
        ...(tenant === undefined ? [] : commandsOf(tenantNav(tenant, me, text))),
        ...(onTenants ? commandsOf(adminNav(me, text)) : []),
        { id: paths.account, label: text.nav.account, href: paths.account },
      ],
    },
    {
      label: text.palette.actions,
      commands: [
        ...(maySell(me) ? [{ id: paths.tenantNew, label: text.newTenant, href: paths.tenantNew }] : []),
        ...(tenant === undefined || !owner ? [] : [{ id: 'new-service', label: text.newService, href: paths.own.serviceNew(tenant) }]),
      ],
    },
    {
      label: text.palette.tenants,
      commands: asked
        ? (tenants.data?.items ?? []).map((one) => ({
            id: one.id,
            label: one.title,
            hint: one.name,
            href: me.role === 'support' ? paths.tenants : paths.tenant(one.id),
          }))
        : [],
    },
    {
      label: text.palette.services,
      commands: asked
        ? (services.data?.items ?? []).map((one) => ({
            id: one.id,
            label: one.name,
            hint: `${one.tenantName}, ${one.kindTitle}`,
            href: paths.own.service(one.tenant, one.id),
          }))
        : [],
    },
  ]
  return <CommandPalette groups={groups} onSearch={setTyped} />
}
