'use client'

import { History } from 'lucide-react'
import { paths } from '@/app/_lib/paths'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import { tallyOf } from '@/contracts/patch-counts'
import type { RunView } from '@/contracts/patches'
import { RunBadge } from './_run-states'

/** The last runs, newest first. */
export function Runs({ runs }: { runs: RunView[] }) {
  const text = useText().patches
  return (
    <Panel title={text.runs} flush>
      <DataTable
        label={text.runs}
        query={{ isPending: false, isError: false, refetch: () => undefined }}
        rows={runs}
        columns={columnsOf(text)}
        rowKey={(row) => row.id}
        rowName={(row) => text.runTitle(row.title)}
        empty={<EmptyState icon={<History />} title={text.noRuns} text={text.noRunsText} />}
      />
    </Panel>
  )
}

const columnsOf = (text: Text['patches']): Column<RunView>[] => {
  const { runColumns: columns } = text
  return [
    { id: 'kind', header: columns.kind, cell: (row) => <TextLink href={paths.patchRun(row.id)}>{text.runTitle(row.title)}</TextLink> },
    { id: 'state', header: columns.state, cell: (row) => <RunBadge run={row} text={text} /> },
    { id: 'done', header: columns.done, cell: (row) => text.progress(tallyOf(row.counts)) },
    { id: 'by', header: columns.by, wideOnly: true, cell: (row) => row.startedBy },
    { id: 'when', header: columns.when, cell: (row) => <Time at={row.createdAt} /> },
  ]
}
