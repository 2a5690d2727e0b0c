'use client'

import { CircleFadingArrowUp } from 'lucide-react'
import { useState } from 'react'
import { paths } from '@/app/_lib/paths'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import type { KindPatchView } from '@/contracts/patches'
import { PackagesDialog } from './_packages'
import { StartDialog } from './_start-dialog'

/** The image of each kind: how old it is, what is newer, how many services come from it. */
export function Kinds({ kinds, locked }: { kinds: KindPatchView[]; locked: string | undefined }) {
  const text = useText().patches
  const [starting, setStarting] = useState<KindPatchView>()
  const [shown, setShown] = useState<KindPatchView>()
  return (
    <Panel title={text.kinds} flush>
      <DataTable
        label={text.kinds}
        query={{ isPending: false, isError: false, refetch: () => undefined }}
        rows={kinds}
        columns={columnsOf(text)}
        rowKey={(row) => row.kind}
        rowName={(row) => row.title}
        rowActions={(row) => [
          [
            { label: text.patch, disabledReason: locked, onSelect: () => setStarting(row) },
            { label: text.showPackages(row.updates), onSelect: () => setShown(row) },
          ],
        ]}
        empty={<EmptyState icon={<CircleFadingArrowUp />} title={text.noPackages} />}
      />
      {starting !== undefined && <StartDialog kind={starting} onClose={() => setStarting(undefined)} />}
      {shown !== undefined && <PackagesDialog what={shown.title} packages={shown.packages} onClose={() => setShown(undefined)} />}
    </Panel>
  )
}

const columnsOf = (text: Text['patches']): Column<KindPatchView>[] => {
  const { kindColumns: columns } = text
  return [
    { id: 'kind', header: columns.kind, cell: (row) => <span className="text-content-raise">{row.title}</span> },
    { id: 'built', header: columns.built, cell: (row) => <Time at={row.builtAt} none={text.noImage} /> },
    {
      id: 'updates',
      header: columns.updates,
      cell: (row) =>
        row.security > 0 ? <Badge tone="warn">{text.updates(row.updates, row.security)}</Badge> : text.updates(row.updates, 0),
    },
    { id: 'services', header: columns.services, align: 'right', cell: (row) => row.services },
    { id: 'older', header: columns.older, align: 'right', wideOnly: true, cell: (row) => row.older },
    {
      id: 'run',
      header: columns.run,
      cell: (row) => (row.run === null ? '–' : <TextLink href={paths.patchRun(row.run)}>{text.runTitle(row.title)}</TextLink>),
    },
  ]
}
