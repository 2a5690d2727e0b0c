'use client'

import { CalendarClock } from 'lucide-react'
import { useState } from 'react'
import { WindowsText } from '@/app/_shared/patches/windows-text'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import type { Tone } from '@/components/ui/tone'
import type { ScheduleView } from '@/contracts/patch-schedule'
import { ScheduleDialog } from './_schedule-dialog'

const tones: Record<ScheduleView['state'], Tone> = { off: 'neutral', pending: 'info', active: 'good', failed: 'bad' }

/** When runs open by themselves, kind by kind. */
export function Schedules({ schedules, locked }: { schedules: ScheduleView[]; locked: string | undefined }) {
  const text = useText().patches.schedules
  const [choosing, setChoosing] = useState<ScheduleView>()
  return (
    <Panel title={text.title} description={text.text} flush>
      <DataTable
        label={text.title}
        query={{ isPending: false, isError: false, refetch: () => undefined }}
        rows={schedules}
        columns={columnsOf(text)}
        rowKey={(row) => row.kind}
        rowName={(row) => text.rowName(row.title)}
        rowActions={(row) => [[{ label: text.choose, disabledReason: locked, onSelect: () => setChoosing(row) }]]}
        empty={<EmptyState icon={<CalendarClock />} title={text.empty} />}
      />
      {choosing !== undefined && <ScheduleDialog of={choosing} onClose={() => setChoosing(undefined)} />}
    </Panel>
  )
}

const columnsOf = (text: Text['patches']['schedules']): Column<ScheduleView>[] => {
  const { columns } = text
  return [
    { id: 'kind', header: columns.kind, cell: (row) => <span className="text-content-raise">{row.title}</span> },
    {
      id: 'state',
      header: columns.state,
      cell: (row) => (
        <span className="block min-w-0">
          <Badge tone={tones[row.state]} moving={row.state === 'pending'}>
            {row.state === 'active' ? text.opens[row.schedule?.updates ?? 'off'] : text.states[row.state]}
          </Badge>
          {row.error !== null && <span className="block text-xs text-content-secondary">{row.error.message}</span>}
        </span>
      ),
    },
    {
      id: 'windows',
      header: columns.windows,
      wideOnly: true,
      cell: (row) => <WindowsText windows={row.schedule?.windows ?? []} none="–" />,
    },
    { id: 'next', header: columns.next, cell: (row) => <Time at={row.nextAt} /> },
    { id: 'opened', header: columns.opened, wideOnly: true, cell: (row) => <Time at={row.openedAt} /> },
  ]
}
