'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { CommandPalette } from '@/components/shell/command-palette'
import type { NavGroup } from '@/components/shell/navigation'
import type { CommandGroup } from '@/components/shell/palette-context'
import { mayOwn } from './may-own'
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
  const administrator = me.role === 'administrator'
  const owner = tenant !== undefined && mayOwn(me, tenant)
  const asked = search.length > 0
  const tenants = useQuery({
    ...trpc.tenants.list.queryOptions({ search, limit: 5, sort: 'name' }),
    enabled: asked && administrator,
    placeholderData: keepPreviousData,
  })
  const services = useQuery({
    ...trpc.services.list.queryOptions({ search, limit: 5, sort: 'name', ...(administrator || tenant === undefined ? {} : { tenant }) }),
    enabled: asked,
    placeholderData: keepPreviousData,
  })
  const groups: CommandGroup[] = [
    {
      label: text.palette.pages,
      commands: [
        ...(tenant === undefined ? [] : commandsOf(tenantNav(tenant, owner, text))),
        ...(administrator ? commandsOf(adminNav(text)) : []),
        { id: paths.account, label: text.nav.account, href: paths.account },
      ],
    },
    {
      label: text.palette.actions,
      commands: [
        ...(administrator ? [{ id: paths.tenantNew, label: text.newTenant, href: paths.tenantNew }] : []),
        ...(tenant === undefined || !owner ? [] : [{ id: 'new-service', label: text.newService, href: paths.own.serviceNew(tenant) }]),
      ],
    },
    {
      label: text.palette.tenants,
      commands: asked
        ? (tenants.data?.items ?? []).map((one) => ({ id: one.id, label: one.title, hint: one.name, href: paths.tenant(one.id) }))
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
