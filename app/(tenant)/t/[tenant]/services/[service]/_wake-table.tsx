'use client'

import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { formatMilliseconds } from '@/components/ui/format'
import { StatusBadge } from '@/components/ui/status-badge'
import { Time } from '@/components/ui/time'
import type { WakeView } from '@/contracts/views'

const loaded = { isPending: false, isError: false, refetch: () => undefined }
const shown = 20

/** The newest wakes: when, from which state, by whom, how long it took and how much of that was the engine's. */
export function WakeTable({ wakes }: { wakes: WakeView[] }) {
  const text = useText().tenant.service
  const took = (value: number | null) => (value === null ? text.wakeFailed : formatMilliseconds(value))
  const columns: Column<WakeView>[] = [
    { id: 'at', header: text.wakeAt, cell: (row) => <Time at={row.at} /> },
    { id: 'from', header: text.wakeFrom, cell: (row) => <StatusBadge status={row.from} /> },
    {
      id: 'by',
      header: text.wakeBy,
      cell: (row) => <span className="break-all">{row.source === '' ? row.by : `${row.by} · ${row.source}`}</span>,
    },
    { id: 'took', header: text.wakeTook, align: 'right', cell: (row) => row.error ?? took(row.milliseconds) },
    {
      id: 'engine',
      header: text.wakeEngine,
      align: 'right',
      wideOnly: true,
      cell: (row) => (row.engineMilliseconds === null ? '–' : formatMilliseconds(row.engineMilliseconds)),
    },
  ]
  return (
    <DataTable
      label={text.wakes}
      query={loaded}
      rows={wakes.slice(0, shown)}
      columns={columns}
      rowKey={(row) => String(row.at)}
      rowName={(row) => row.by}
      empty={null}
    />
  )
}
