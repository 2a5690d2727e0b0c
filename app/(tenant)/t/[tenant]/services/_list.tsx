'use client'

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Boxes } from 'lucide-react'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { useListState } from '@/components/table/list-state'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { ServiceView } from '@/contracts/views'
import { useMayOwn } from '../_parts/may-own'

export function ServiceList({ tenant }: { tenant: string }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.services
  const mayOwn = useMayOwn(tenant)
  const list = useListState({ sort: 'name' })
  const query = useQuery({ ...trpc.services.list.queryOptions({ tenant, ...list.input }), placeholderData: keepPreviousData })
  const failed = (error: unknown) => toast.failed(messageOf(error, text.common.unavailable))
  const wake = useMutation(trpc.services.wake.mutationOptions({ onSuccess: () => toast.done(words.waking), onError: failed }))
  const sleep = useMutation(trpc.services.sleep.mutationOptions({ onSuccess: () => toast.done(words.asleep), onError: failed }))
  const create = (
    <LinkButton variant="primary" href={paths.own.serviceNew(tenant)}>
      {words.create}
    </LinkButton>
  )
  return (
    <>
      <PageHeader title={words.title} description={words.description} actions={mayOwn && create} />
      <Panel flush>
        <DataTable
          label={words.title}
          query={query}
          rows={query.data?.items}
          total={query.data?.total}
          list={list}
          error={query.isError ? messageOf(query.error, text.common.unavailable) : undefined}
          columns={columnsOf(tenant, text.tenant)}
          rowKey={(row) => row.id}
          rowName={(row) => row.name}
          rowActions={(row) => [
            [
              { label: words.wake, onSelect: () => wake.mutate({ service: row.id }) },
              { label: words.sleep, onSelect: () => sleep.mutate({ service: row.id, stop: false }) },
              { label: words.stop, onSelect: () => sleep.mutate({ service: row.id, stop: true }) },
            ],
            [
              {
                label: words.delete,
                danger: true,
                href: `${paths.own.serviceSettings(tenant, row.id)}#delete`,
                disabledReason: mayOwn ? undefined : words.noOwn,
              },
            ],
          ]}
          empty={<EmptyState icon={<Boxes />} title={words.empty} text={words.emptyText} action={mayOwn ? create : undefined} />}
        />
      </Panel>
    </>
  )
}

const columnsOf = (tenant: string, text: ReturnType<typeof useText>['tenant']): Column<ServiceView>[] => [
  {
    id: 'name',
    header: text.services.name,
    sort: 'name',
    cell: (row) => <TextLink href={paths.own.service(tenant, row.id)}>{row.name}</TextLink>,
  },
  { id: 'kind', header: text.services.kind, sort: 'kind', cell: (row) => row.kindTitle },
  { id: 'power', header: text.services.power, sort: 'power', cell: (row) => <StatusBadge status={row.power} /> },
  { id: 'state', header: text.services.state, sort: 'state', cell: (row) => <StatusBadge status={row.state} /> },
  {
    id: 'domains',
    header: text.services.domains,
    cell: (row) => (
      <span className="block max-w-72 truncate max-sm:whitespace-normal">{row.domains.join(', ') || row.ownAddress || '–'}</span>
    ),
  },
  { id: 'since', header: text.services.since, wideOnly: true, cell: (row) => <Time at={row.since} /> },
]
