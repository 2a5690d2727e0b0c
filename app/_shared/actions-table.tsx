'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ListChecks } from 'lucide-react'
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
import { formatMilliseconds } from '@/components/ui/format'
import { Progress } from '@/components/ui/progress'
import { Select } from '@/components/ui/select'
import { ActionBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import { actionState } from '@/contracts/states'
import type { ActionView } from '@/contracts/views'

interface ActionsTableProps {
  /** Of this tenant alone; without it of all. */
  tenant?: string
}

/** Actions, newest first, with the progress of those on their way. */
export function ActionsTable({ tenant }: ActionsTableProps) {
  const trpc = useTRPC()
  const text = useText()
  const list = useListState({ sort: 'createdAt', descending: true })
  const chosen = actionState.safeParse(useSearchParams().get('state'))
  const state = chosen.success ? chosen.data : undefined
  const query = useQuery({
    ...trpc.actions.list.queryOptions({
      ...list.input,
      ...(tenant === undefined ? {} : { tenant }),
      ...(state === undefined ? {} : { state }),
    }),
    placeholderData: keepPreviousData,
  })
  const hrefOf = (action: ActionView) => (tenant === undefined ? paths.action(action.id) : paths.own.action(tenant, action.id))
  return (
    <DataTable
      label={text.actions.title}
      query={query}
      rows={query.data?.items}
      total={query.data?.total}
      list={list}
      error={query.isError ? messageOf(query.error, text.common.unavailable) : undefined}
      filtered={state !== undefined}
      filters={<StateFilter value={state ?? 'all'} text={text} />}
      columns={columnsOf(text, hrefOf, tenant === undefined)}
      rowKey={(row) => row.id}
      rowName={(row) => row.words}
      empty={<EmptyState icon={<ListChecks />} title={text.actions.emptyTitle} text={text.actions.emptyText} />}
    />
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
      aria-label={text.actions.filterState}
      className="w-48 max-sm:h-10 max-sm:w-full"
      value={value}
      onChange={choose}
      options={[
        { value: 'all', label: text.actions.allStates },
        ...actionState.options.map((state) => ({ value: state, label: text.components.status[state] })),
      ]}
    />
  )
}

const columnsOf = (text: Text, hrefOf: (action: ActionView) => string, all: boolean): Column<ActionView>[] => {
  const { columns } = text.actions
  const tenant: Column<ActionView> = { id: 'tenant', header: columns.tenant, cell: (row) => row.tenantName ?? '–' }
  return [
    {
      id: 'action',
      header: columns.action,
      cell: (row) => (
        <span className="block min-w-0 py-1.5 sm:min-w-64">
          <TextLink href={hrefOf(row)}>{row.words}</TextLink>
          {row.error !== null && <span className="block text-xs text-content-bad">{row.error.message}</span>}
          {row.state === 'running' && (
            <Progress className="mt-1 max-w-56" label={row.text || row.words} value={row.of > 0 ? row.step : null} of={row.of} />
          )}
        </span>
      ),
    },
    { id: 'state', header: columns.state, sort: 'state', cell: (row) => <ActionBadge state={row.state} /> },
    ...(all ? [tenant] : []),
    { id: 'actor', header: columns.actor, cell: (row) => row.actorName },
    { id: 'when', header: columns.when, sort: 'createdAt', cell: (row) => <Time at={row.createdAt} /> },
    {
      id: 'took',
      header: columns.took,
      align: 'right',
      wideOnly: true,
      cell: (row) => (row.endedAt === null ? '–' : formatMilliseconds(row.endedAt - row.createdAt)),
    },
  ]
}
