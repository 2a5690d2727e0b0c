'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Building2, Plus } from 'lucide-react'
import { useState } from 'react'
import { listStarts } from '@/app/_lib/lists'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { maySell } from '@/app/_shared/may'
import { useMe } from '@/app/_shared/me'
import { PageTable } from '@/app/_shared/page-table'
import { SupportDialog } from '@/app/_shared/support-dialog'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { useListState } from '@/components/table/list-state'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import type { MeView, TenantView } from '@/contracts/views'
import { useTenantDeeds } from './_deeds'

export function TenantList() {
  const trpc = useTRPC()
  const text = useText()
  const list = useListState(listStarts.tenants)
  const query = useQuery({ ...trpc.tenants.list.queryOptions(list.input), placeholderData: keepPreviousData })
  const me = useMe()
  const { deedsOf, dialogs } = useTenantDeeds()
  const [looking, setLooking] = useState<TenantView>()
  const create = maySell(me) && (
    <LinkButton variant="primary" icon={<Plus aria-hidden="true" />} href={paths.tenantNew}>
      {text.tenants.create}
    </LinkButton>
  )
  return (
    <>
      <PageHeader title={text.tenants.title} description={text.tenants.description} actions={create} />
      <Panel flush>
        <PageTable
          label={text.tenants.title}
          query={query}
          list={list}
          columns={columnsOf(text.tenants, me)}
          rowKey={(row) => row.id}
          rowName={(row) => row.name}
          rowActions={(row) => [
            me.role === 'support' ? [] : [{ label: text.tenants.detail.open, href: paths.own.overview(row.id) }],
            me.role === 'support' || me.role === 'administrator' ? [{ label: text.support.label, onSelect: () => setLooking(row) }] : [],
            ...(maySell(me) ? deedsOf(row) : []),
          ]}
          empty={<EmptyState icon={<Building2 />} title={text.tenants.emptyTitle} text={text.tenants.emptyText} action={create} />}
        />
      </Panel>
      {dialogs}
      {looking !== undefined && <SupportDialog tenant={looking} onClose={() => setLooking(undefined)} />}
    </>
  )
}

const resellerColumn = (text: Text['tenants']): Column<TenantView> => ({
  id: 'reseller',
  header: text.columns.reseller,
  wideOnly: true,
  cell: (row) => row.resellerName ?? '–',
})

const columnsOf = (text: Text['tenants'], { role }: MeView): Column<TenantView>[] => [
  {
    id: 'name',
    header: text.columns.name,
    sort: 'name',
    cell: (row) => (
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        {role === 'support' ? (
          <span className="text-content-raise">{row.name}</span>
        ) : (
          <TextLink href={paths.tenant(row.id)}>{row.name}</TextLink>
        )}
        <span className="min-w-0 truncate text-xs text-content-secondary">{row.title}</span>
      </span>
    ),
  },
  {
    id: 'state',
    header: text.columns.state,
    sort: 'state',
    cell: (row) => <StatusBadge status={row.suspended && row.state === 'active' ? 'suspended' : row.state} />,
  },
  ...(role === 'reseller' ? [] : [resellerColumn(text)]),
  { id: 'plan', header: text.columns.plan, sort: 'plan', cell: (row) => row.planName },
  { id: 'services', header: text.columns.services, sort: 'services', align: 'right', cell: (row) => row.services },
  { id: 'created', header: text.columns.created, sort: 'createdAt', wideOnly: true, cell: (row) => <Time at={row.createdAt} /> },
]
