'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Boxes } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { listStarts } from '@/app/_lib/lists'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import { AddressFilter } from '@/components/table/address-filter'
import type { Column } from '@/components/table/column'
import { useListState } from '@/components/table/list-state'
import { EmptyState } from '@/components/ui/empty-state'
import { formatMiB } from '@/components/ui/format'
import { LinkButton } from '@/components/ui/link-button'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import { powerState } from '@/contracts/states'
import type { ServiceView } from '@/contracts/views'
import { CreateServiceLink } from './create-service'
import { serviceListInput } from './filtered-lists'
import { mayOwn } from './may'
import { useMe } from './me'
import { PageTable } from './page-table'
import { useServiceDeeds } from './service-deeds'
import { useSuspended } from './suspended'

/** Services of one tenant, or of all. */
export function ServicesTable({ tenant }: { tenant?: string }) {
  const trpc = useTRPC()
  const text = useText()
  const list = useListState(listStarts.services)
  const input = serviceListInput(list.input, useSearchParams(), tenant)
  const query = useQuery({ ...trpc.services.list.queryOptions(input), placeholderData: keepPreviousData })
  const me = useMe()
  const { deedsOf, dialogs } = useServiceDeeds({ suspended: useSuspended(tenant) !== undefined })
  return (
    <>
      <PageTable
        label={text.services.title}
        query={query}
        list={list}
        filtered={input.power !== undefined}
        filters={
          <AddressFilter
            name="state"
            label={text.services.filterState}
            value={input.power}
            all={text.services.allStates}
            options={powerState.options.map((state) => ({ value: state, label: text.common.power[state] }))}
          />
        }
        columns={columnsOf(text, tenant === undefined)}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        rowActions={deedsOf}
        empty={tenant === undefined ? <NoServices /> : <NoOwnServices tenant={tenant} mayCreate={mayOwn(me, tenant)} />}
      />
      {dialogs}
    </>
  )
}

function NoServices() {
  const text = useText()
  return (
    <EmptyState
      icon={<Boxes />}
      title={text.services.emptyTitle}
      text={text.services.emptyAll}
      action={<LinkButton href={paths.tenants}>{text.tenants.title}</LinkButton>}
    />
  )
}

function NoOwnServices({ tenant, mayCreate }: { tenant: string; mayCreate: boolean }) {
  const text = useText().services
  return (
    <EmptyState
      icon={<Boxes />}
      title={text.emptyTitle}
      text={mayCreate ? text.emptyOwn : text.emptyMember}
      action={mayCreate && <CreateServiceLink tenant={tenant} />}
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
    { id: 'kind', header: columns.kind, sort: 'kind', cell: (row) => <span className="whitespace-nowrap">{row.kindTitle}</span> },
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
