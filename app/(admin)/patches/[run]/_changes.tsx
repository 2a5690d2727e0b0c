'use client'

import { PackageCheck } from 'lucide-react'
import { useText } from '@/app/_text/use-text'
import { DataTable } from '@/components/table/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import type { PackageChange } from '@/contracts/host'

/** Which packages are another version in the new image. */
export function Changes({ packages }: { packages: PackageChange[] }) {
  const text = useText().patches
  const { changeColumns: columns } = text
  return (
    <Panel title={text.differences} flush>
      <DataTable
        label={text.differences}
        query={{ isPending: false, isError: false, refetch: () => undefined }}
        rows={packages}
        columns={[
          { id: 'name', header: columns.name, cell: (row) => <span className="text-content-raise">{row.name}</span> },
          { id: 'before', header: columns.before, cell: (row) => <span className="break-all">{row.before ?? '–'}</span> },
          { id: 'after', header: columns.after, cell: (row) => <span className="break-all">{row.after ?? '–'}</span> },
        ]}
        rowKey={(row) => row.name}
        rowName={(row) => row.name}
        empty={<EmptyState icon={<PackageCheck />} title={text.noDifferences} />}
      />
    </Panel>
  )
}
