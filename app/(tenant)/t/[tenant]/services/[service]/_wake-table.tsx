'use client'

import { paths } from '@/app/_lib/paths'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { formatMilliseconds } from '@/components/ui/format'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import type { WakeView } from '@/contracts/views'
import { actionOf } from './_wakes'

const loaded = { isPending: false, isError: false, refetch: () => undefined }
const shown = 20

/** The newest wakes: when, from which state, by whom, how long it took and how much of that was the engine's. */
export function WakeTable({ wakes, tenant }: { wakes: WakeView[]; tenant: string }) {
  const text = useText().tenant.service
  const columns: Column<WakeView>[] = [
    { id: 'at', header: text.wakeAt, cell: (row) => <Time at={row.at} /> },
    { id: 'from', header: text.wakeFrom, cell: (row) => <StatusBadge status={row.from} /> },
    { id: 'by', header: text.wakeBy, cell: (row) => <By wake={row} tenant={tenant} /> },
    { id: 'took', header: text.wakeTook, align: 'right', cell: (row) => <Took wake={row} /> },
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

function By({ wake, tenant }: { wake: WakeView; tenant: string }) {
  const text = useText().tenant.service
  const action = actionOf(wake.by)
  if (action !== undefined) return <TextLink href={paths.own.action(tenant, action)}>{text.wakeByHand}</TextLink>
  return (
    <span className="break-all">
      {wake.by}
      {wake.source !== '' && <span className="text-content-secondary"> · {wake.source}</span>}
    </span>
  )
}

function Took({ wake }: { wake: WakeView }) {
  const text = useText().tenant.service
  if (wake.milliseconds !== null) return formatMilliseconds(wake.milliseconds)
  return <span className="text-content-bad">{wake.error ?? text.wakeFailed}</span>
}
