'use client'

import { History } from 'lucide-react'
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import type { EventView } from '@/contracts/events'
import { EndlessTable, usePages } from './endless-table'

interface EventsTableProps {
  /** In this tenant; without it everywhere. */
  tenant?: string
  /** By this person; without it by everybody. */
  person?: string
}

/** What people did, newest first. */
export function EventsTable(of: EventsTableProps) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const text = useText()
  const words = text.events
  const query = usePages(trpc.events.list.queryKey(of), (from) => client.events.list.query({ ...of, ...from }))
  return (
    <EndlessTable
      label={words.title}
      query={query}
      older={words.older}
      rows={query.data?.pages.flatMap((page) => page.events)}
      columns={columnsOf(text, of)}
      rowKey={(row) => String(row.id)}
      rowName={(row) => words.names[row.what]}
      empty={<EmptyState icon={<History />} title={words.emptyTitle} text={words.emptyText} />}
    />
  )
}

/** What it was done to, and how; the name of a new thing is both. */
const moreOf = ({ objectName, detail }: EventView): string => [...new Set([objectName ?? '', detail])].filter(Boolean).join(', ')

const columnsOf = (text: Text, of: EventsTableProps): Column<EventView>[] => {
  const { columns, names } = text.events
  const byToken = ({ token }: EventView) =>
    token !== null && <span className="block text-xs text-content-secondary">{text.events.byToken(token)}</span>
  const who: Column<EventView> = {
    id: 'who',
    header: columns.who,
    cell: (row) => (
      <span className="block min-w-0">
        {row.personName}
        {byToken(row)}
      </span>
    ),
  }
  const tenant: Column<EventView> = { id: 'tenant', header: columns.tenant, cell: (row) => row.tenantName ?? '–' }
  return [
    {
      id: 'what',
      header: columns.what,
      cell: (row) => (
        <span className="block min-w-0">
          {/* What an older release wrote down may have no words here. */}
          <span className="text-content-raise">{names[row.what] ?? row.what}</span>
          <span className="block text-xs break-words text-content-secondary">{moreOf(row)}</span>
        </span>
      ),
    },
    ...(of.person === undefined ? [who] : []),
    ...(of.tenant === undefined ? [tenant] : []),
    { id: 'when', header: columns.when, cell: (row) => <Time at={row.at} /> },
  ]
}
