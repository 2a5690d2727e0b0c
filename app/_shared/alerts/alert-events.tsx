'use client'

import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useTRPC } from '@/app/_lib/trpc'
import { RowTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import type { Tone } from '@/components/ui/tone'
import type { AlertEventView, DeliveryState } from '@/contracts/alerts'
import { conditionOf, shownValue, subjectOf } from './alert-words'

/** What was told, newest first, and how it went. */
export function AlertEvents({ tenant }: { tenant?: string }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.alerts
  const query = useQuery(trpc.alerts.events.queryOptions(tenant === undefined ? {} : { tenant }))
  return (
    <Panel title={words.events} flush>
      <RowTable
        label={words.events}
        query={query}
        rows={query.data}
        columns={columnsOf(text)}
        rowKey={(row) => String(row.id)}
        rowName={(row) => conditionOf(row, text)}
        empty={<EmptyState icon={<History />} title={words.eventsEmpty} text={words.eventsEmptyText} />}
      />
    </Panel>
  )
}

const tones: Record<DeliveryState, Tone> = { none: 'neutral', waiting: 'info', sent: 'good', failed: 'bad', quiet: 'neutral' }

const columnsOf = (text: Text): Column<AlertEventView>[] => {
  const { eventColumns, eventNames, deliveries } = text.alerts
  const delivery = (state: DeliveryState) => (state === 'none' ? deliveries.none : <Badge tone={tones[state]}>{deliveries[state]}</Badge>)
  return [
    {
      id: 'what',
      header: eventColumns.what,
      cell: (row) => (
        <span className="block min-w-0">
          <span className="text-content-raise">
            {eventNames[row.what]}: {conditionOf(row, text)}
          </span>
          <span className="block text-xs break-words text-content-secondary">
            {subjectOf(row, text)}
            {row.error !== null && `. ${row.error}`}
          </span>
        </span>
      ),
    },
    {
      id: 'value',
      header: eventColumns.value,
      align: 'right',
      cell: (row) => <span className="whitespace-nowrap">{shownValue(row, row.value, text)}</span>,
    },
    { id: 'mail', header: eventColumns.mail, cell: (row) => delivery(row.mail) },
    { id: 'webhook', header: eventColumns.webhook, cell: (row) => delivery(row.webhook) },
    { id: 'when', header: eventColumns.when, cell: (row) => <Time at={row.at} /> },
  ]
}
