'use client'

import { ShieldX } from 'lucide-react'
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import { type RefusalView, severalProcedures } from '@/contracts/refusals'
import { EndlessTable, usePages } from './endless-table'

/** What the backend refused, newest first: of one tenant, or everywhere. */
export function RefusalsTable(of: { tenant?: string }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const text = useText()
  const words = text.refusals
  const query = usePages(trpc.refusals.list.queryKey(of), (from) => client.refusals.list.query({ ...of, ...from }))
  return (
    <EndlessTable
      label={words.title}
      query={query}
      older={words.older}
      rows={query.data?.pages.flatMap((page) => page.refusals)}
      columns={columnsOf(text, of.tenant !== undefined)}
      rowKey={(row) => String(row.id)}
      rowName={(row) => row.procedure}
      empty={<EmptyState icon={<ShieldX />} title={words.emptyTitle} text={words.emptyText} />}
    />
  )
}

const columnsOf = (text: Text, own: boolean): Column<RefusalView>[] => {
  const { columns, several, times, outside, foreign } = text.refusals
  const tenant: Column<RefusalView> = { id: 'tenant', header: columns.tenant, cell: (row) => row.tenantName ?? '–' }
  return [
    {
      id: 'what',
      header: columns.what,
      cell: (row) => (
        <span className="block min-w-0 leading-4">
          <span className="block font-mono text-xs text-content-raise">
            {row.procedure === severalProcedures ? several : row.procedure}
          </span>
          <span className="block text-xs break-words text-content-secondary">
            {[row.objectName ?? row.object ?? '', row.count > 1 ? times(row.count) : ''].filter(Boolean).join(', ')}
          </span>
        </span>
      ),
    },
    {
      id: 'who',
      header: columns.who,
      cell: (row) => (
        <span className="block min-w-0">
          {row.personName ?? outside}
          {row.token !== null && <span className="block text-xs text-content-secondary">{text.events.byToken(row.token)}</span>}
        </span>
      ),
    },
    { id: 'from', header: columns.from, cell: (row) => <span className="font-mono text-xs">{row.address ?? '–'}</span> },
    ...(own ? [] : [tenant]),
    { id: 'why', header: columns.why, wideOnly: true, cell: (row) => (row.code === 'not_found' ? foreign : row.why) },
    { id: 'when', header: columns.when, cell: (row) => <Time at={row.lastAt} /> },
  ]
}
