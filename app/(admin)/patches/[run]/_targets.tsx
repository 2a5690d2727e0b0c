'use client'

import { Boxes } from 'lucide-react'
import { paths } from '@/app/_lib/paths'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { formatMilliseconds } from '@/components/ui/format'
import { Panel } from '@/components/ui/panel'
import { TextLink } from '@/components/ui/text-link'
import type { TargetView } from '@/contracts/patches'
import { TargetBadge } from '../_run-states'

/** The services of a run, those that come first at the top. */
export function Targets({ targets }: { targets: TargetView[] }) {
  const text = useText().patches
  return (
    <Panel title={text.services} flush>
      <DataTable
        label={text.services}
        query={{ isPending: false, isError: false, refetch: () => undefined }}
        rows={targets}
        columns={columnsOf(text)}
        rowKey={(row) => row.service}
        rowName={(row) => `${row.tenantName}/${row.serviceName}`}
        empty={<EmptyState icon={<Boxes />} title={text.noTargets} />}
      />
    </Panel>
  )
}

const columnsOf = (text: Text['patches']): Column<TargetView>[] => {
  const { targetColumns: columns } = text
  return [
    {
      id: 'service',
      header: columns.service,
      cell: (row) => (
        <span className="flex flex-wrap items-center gap-2">
          <TextLink href={paths.own.service(row.tenant, row.service)}>
            {row.tenantName}/{row.serviceName}
          </TextLink>
          {row.first && <Badge>{text.first}</Badge>}
        </span>
      ),
    },
    { id: 'state', header: columns.state, cell: (row) => <TargetBadge state={row.state} text={text} /> },
    {
      id: 'held',
      header: columns.held,
      align: 'right',
      cell: (row) => (row.heldMs === null ? '–' : formatMilliseconds(row.heldMs)),
    },
    { id: 'why', header: columns.why, cell: (row) => <span className="break-words">{row.error?.message ?? '–'}</span> },
  ]
}
