'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Boxes } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { useListState } from '@/components/table/list-state'
import { EmptyState } from '@/components/ui/empty-state'
import { formatMiB } from '@/components/ui/format'
import { LinkButton } from '@/components/ui/link-button'
import { Select } from '@/components/ui/select'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import { powerState } from '@/contracts/states'
import type { ServiceView } from '@/contracts/views'
import { useServiceDeeds } from './service-deeds'

/** Services of one tenant, or of all. */
export function ServicesTable({ tenant }: { tenant?: string }) {
  const trpc = useTRPC()
  const text = useText()
  const list = useListState({ sort: 'name' })
  const chosen = powerState.safeParse(useSearchParams().get('state'))
  const power = chosen.success ? chosen.data : undefined
  const query = useQuery({
    ...trpc.services.list.queryOptions({
      ...list.input,
      ...(tenant === undefined ? {} : { tenant }),
      ...(power === undefined ? {} : { power }),
    }),
    placeholderData: keepPreviousData,
  })
  const { deedsOf, dialogs } = useServiceDeeds()
  return (
    <>
      <DataTable
        label={text.services.title}
        query={query}
        rows={query.data?.items}
        total={query.data?.total}
        list={list}
        error={query.isError ? messageOf(query.error, text.common.unavailable) : undefined}
        filtered={power !== undefined}
        filters={<StateFilter value={power ?? 'all'} text={text} />}
        columns={columnsOf(text, tenant === undefined)}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        rowActions={(row) => deedsOf(row)}
        empty={
          <EmptyState
            icon={<Boxes />}
            title={text.services.emptyTitle}
            text={tenant === undefined ? text.services.emptyAll : undefined}
            action={
              <LinkButton href={tenant === undefined ? paths.tenants : paths.own.serviceNew(tenant)}>
                {tenant === undefined ? text.tenants.title : text.services.create}
              </LinkButton>
            }
          />
        }
      />
      {dialogs}
    </>
  )
}

function StateFilter({ value, text }: { value: string; text: Text }) {
  const choose = (next: string) => {
    const query = new URLSearchParams(window.location.search)
    query.delete('page')
    if (next === 'all') query.delete('state')
    else query.set('state', next)
    window.history.replaceState(null, '', `?${query}`)
  }
  return (
    <Select
      size="sm"
      aria-label={text.services.filterState}
      className="w-40 max-sm:h-10 max-sm:w-full"
      value={value}
      onChange={choose}
      options={[
        { value: 'all', label: text.services.allStates },
        ...powerState.options.map((state) => ({ value: state, label: text.common.power[state] })),
      ]}
    />
  )
}

const columnsOf = (text: Text, all: boolean): Column<ServiceView>[] => {
  const { columns } = text.services
  const tenant: Column<ServiceView> = {
    id: 'tenant',
    header: columns.tenant,
    sort: 'tenant',
    cell: (row) => <TextLink href={paths.tenant(row.tenant)}>{row.tenantName}</TextLink>,
  }
  return [
    {
      id: 'name',
      header: columns.name,
      sort: 'name',
      cell: (row) => <TextLink href={paths.own.service(row.tenant, row.id)}>{row.name}</TextLink>,
    },
    ...(all ? [tenant] : []),
    { id: 'kind', header: columns.kind, sort: 'kind', cell: (row) => row.kindTitle },
    {
      id: 'state',
      header: columns.state,
      sort: 'power',
      cell: (row) => <StatusBadge status={row.state === 'active' ? row.power : row.state} />,
    },
    { id: 'reach', header: columns.reach, cell: (row) => <Reach service={row} text={text} /> },
    {
      id: 'memory',
      header: columns.memory,
      align: 'right',
      wideOnly: true,
      cell: (row) => <span className="whitespace-nowrap">{formatMiB(row.resources.memoryMiB)}</span>,
    },
    { id: 'since', header: columns.since, wideOnly: true, cell: (row) => <Time at={row.since} /> },
  ]
}

function Reach({ service, text }: { service: ServiceView; text: Text }) {
  const [first, ...more] = service.domains
  if (first === undefined && service.ownAddress === null) return <span className="text-content-tertiary">{text.services.noReach}</span>
  return (
    <span className="inline-flex min-w-0 flex-wrap items-baseline gap-x-2">
      <span className="break-all">{first ?? service.ownAddress}</span>
      {more.length > 0 && (
        <span className="text-xs text-content-secondary" title={more.join(', ')}>
          {text.services.more(more.length)}
        </span>
      )}
    </span>
  )
}
