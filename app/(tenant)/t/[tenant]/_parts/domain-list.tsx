'use client'

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Globe } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { mayDo } from '@/app/_shared/may'
import { useMe } from '@/app/_shared/me'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { useListState } from '@/components/table/list-state'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { toast } from '@/components/ui/toast'
import type { DomainView } from '@/contracts/views'
import { DomainDialog } from './domain-dialog'

/** Domains of a tenant, or of one of its services. */
export function DomainList({ tenant, service }: { tenant: string; service?: string }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.domains
  const me = useMe()
  const list = useListState({ sort: 'name' })
  const input = { tenant, ...(service === undefined ? {} : { service }), ...list.input }
  const query = useQuery({ ...trpc.domains.list.queryOptions(input), placeholderData: keepPreviousData })
  const [editing, setEditing] = useState<DomainView | 'new'>()
  const [removing, setRemoving] = useState<DomainView>()
  const noRight = (of: string | null) => (mayDo(me, tenant, of, 'configure') ? undefined : text.tenant.services.noRight)
  const add = (
    <Button variant="primary" disabledReason={noRight(service ?? null)} onClick={() => setEditing('new')}>
      {words.add}
    </Button>
  )
  return (
    <>
      {service === undefined ? <PageHeader title={words.title} description={words.description} actions={add} /> : null}
      <Panel flush {...(service === undefined ? {} : { title: words.title, actions: add })}>
        <DataTable
          label={words.title}
          query={query}
          rows={query.data?.items}
          total={query.data?.total}
          list={list}
          error={query.isError ? messageOf(query.error, text.common.unavailable) : undefined}
          columns={columnsOf(tenant, words)}
          rowKey={(row) => row.id}
          rowName={(row) => row.name}
          rowActions={(row) => [
            [{ label: words.edit, onSelect: () => setEditing(row), disabledReason: noRight(row.service) }],
            [{ label: words.remove, danger: true, onSelect: () => setRemoving(row), disabledReason: noRight(row.service) }],
          ]}
          empty={<EmptyState icon={<Globe />} title={words.empty} text={words.emptyText} action={add} />}
        />
      </Panel>
      {editing !== undefined && (
        <DomainDialog
          tenant={tenant}
          service={service}
          domain={editing === 'new' ? undefined : editing}
          reload={async () =>
            (await query.refetch({ throwOnError: true })).data?.items.find((one) => editing !== 'new' && one.id === editing.id)
          }
          onClose={() => setEditing(undefined)}
        />
      )}
      {removing !== undefined && <RemoveDomain domain={removing} onClose={() => setRemoving(undefined)} />}
    </>
  )
}

function RemoveDomain({ domain, onClose }: { domain: DomainView; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.domains
  const remove = useMutation(
    trpc.domains.remove.mutationOptions({
      onSuccess: () => {
        toast.done(words.removed, domain.name)
        onClose()
      },
    }),
  )
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.removeTitle(domain.name)}
      consequence={words.removeText}
      confirmLabel={words.remove}
      pending={remove.isPending}
      error={remove.isError ? messageOf(remove.error, text.common.unavailable) : undefined}
      onConfirm={() => remove.mutate({ domain: domain.id })}
    />
  )
}

const columnsOf = (tenant: string, words: ReturnType<typeof useText>['tenant']['domains']): Column<DomainView>[] => [
  { id: 'name', header: words.name, sort: 'name', cell: (row) => <span className="break-all">{row.name}</span> },
  {
    id: 'service',
    header: words.service,
    cell: (row) => <TextLink href={paths.own.service(tenant, row.service)}>{row.serviceName}</TextLink>,
  },
  { id: 'redirect', header: words.redirect, cell: (row) => row.redirectTo ?? '–' },
  { id: 'tls', header: words.tls, cell: (row) => <span className="whitespace-nowrap">{words.tlsModes[row.tls]}</span> },
  {
    id: 'state',
    header: words.state,
    cell: (row) => (
      <span className="flex flex-wrap items-center gap-2">
        <StatusBadge status={row.state} />
        {row.error !== null && <span className="text-content-bad">{row.error.message}</span>}
      </span>
    ),
  },
]
