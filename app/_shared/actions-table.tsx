'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ListChecks } from 'lucide-react'
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
import { formatMilliseconds } from '@/components/ui/format'
import { Progress } from '@/components/ui/progress'
import { ActionBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import { actionState } from '@/contracts/states'
import type { ActionView } from '@/contracts/views'
import { useActionDeeds } from './action-deeds'
import { actorOf } from './actor'
import { actionListInput } from './filtered-lists'
import { PageTable } from './page-table'

interface ActionsTableProps {
  /** Of this tenant alone; without it of all. */
  tenant?: string
}

/** Actions, newest first, with the progress of those on their way. */
export function ActionsTable({ tenant }: ActionsTableProps) {
  const trpc = useTRPC()
  const text = useText()
  const list = useListState(listStarts.actions)
  const input = actionListInput(list.input, useSearchParams(), tenant)
  const query = useQuery({ ...trpc.actions.list.queryOptions(input), placeholderData: keepPreviousData })
  const hrefOf = (action: ActionView) => (tenant === undefined ? paths.action(action.id) : paths.own.action(tenant, action.id))
  const { deedsOf, dialogs } = useActionDeeds()
  return (
    <>
      <PageTable
        label={text.actions.title}
        query={query}
        list={list}
        filtered={input.state !== undefined}
        filters={
          <AddressFilter
            name="state"
            label={text.actions.filterState}
            value={input.state}
            all={text.actions.allStates}
            options={actionState.options.map((state) => ({ value: state, label: text.components.status[state] }))}
          />
        }
        columns={columnsOf(text, hrefOf, tenant === undefined)}
        rowKey={(row) => row.id}
        rowName={(row) => row.words}
        rowActions={(row) => [deedsOf(row)]}
        empty={<EmptyState icon={<ListChecks />} title={text.actions.emptyTitle} text={text.actions.emptyText} />}
      />
      {dialogs}
    </>
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
        <span className="block min-w-0 sm:min-w-64">
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
    { id: 'actor', header: columns.actor, cell: (row) => actorOf(row, text.actions) },
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
