'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Boxes } from 'lucide-react'
import { listStarts } from '@/app/_lib/lists'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { PageTable } from '@/app/_shared/page-table'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { useListState } from '@/components/table/list-state'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { formatMilliseconds } from '@/components/ui/format'
import { Panel } from '@/components/ui/panel'
import { TextLink } from '@/components/ui/text-link'
import type { TargetView } from '@/contracts/patches'
import { TargetBadge } from '../_run-states'

/** The services of a run, what failed at the top. */
export function Targets({ run }: { run: string }) {
  const trpc = useTRPC()
  const text = useText().patches
  const list = useListState(listStarts.targets)
  const query = useQuery({ ...trpc.patches.targets.queryOptions({ run, ...list.input }), placeholderData: keepPreviousData })
  return (
    <Panel title={text.services} flush>
      <PageTable
        label={text.services}
        query={query}
        list={list}
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
      sort: 'service',
      cell: (row) => (
        <span className="flex flex-wrap items-center gap-2">
          <TextLink href={paths.own.service(row.tenant, row.service)}>
            {row.tenantName}/{row.serviceName}
          </TextLink>
          {row.first && <Badge>{text.first}</Badge>}
        </span>
      ),
    },
    { id: 'state', header: columns.state, sort: 'state', cell: (row) => <TargetBadge state={row.state} text={text} /> },
    {
      id: 'held',
      header: columns.held,
      sort: 'held',
      align: 'right',
      cell: (row) => (row.heldMs === null ? '–' : formatMilliseconds(row.heldMs)),
    },
    { id: 'why', header: columns.why, cell: (row) => <span className="break-words">{row.error?.message ?? '–'}</span> },
  ]
}
