'use client'

import { PackageCheck } from 'lucide-react'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { Badge } from '@/components/ui/badge'
import { Dialog } from '@/components/ui/dialog'
import { EmptyState } from '@/components/ui/empty-state'
import type { OutdatedPackage } from '@/contracts/host'

interface PackagesDialogProps {
  what: string
  packages: readonly OutdatedPackage[]
  onClose: () => void
}

/** Outdated packages with the advisories that a newer version answers. */
export function PackagesDialog({ what, packages, onClose }: PackagesDialogProps) {
  const text = useText().patches
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} placement="side" title={text.packagesOf(what)}>
      <DataTable
        label={text.packages}
        query={{ isPending: false, isError: false, refetch: () => undefined }}
        rows={packages}
        columns={columnsOf(text)}
        rowKey={(row) => row.package}
        rowName={(row) => row.package}
        empty={<EmptyState icon={<PackageCheck />} title={text.noPackages} />}
      />
    </Dialog>
  )
}

const columnsOf = (text: Text['patches']): Column<OutdatedPackage>[] => {
  const { packageColumns: columns } = text
  return [
    {
      id: 'name',
      header: columns.name,
      cell: (row) => (
        <span className="block min-w-0">
          <span className="flex flex-wrap items-center gap-2 text-content-raise">
            {row.package}
            {row.security && <Badge tone="warn">{text.security}</Badge>}
          </span>
          {row.cves.length > 0 && <span className="block text-xs break-words text-content-secondary">{row.cves.join(', ')}</span>}
        </span>
      ),
    },
    { id: 'installed', header: columns.installed, cell: (row) => <span className="break-all">{row.installed}</span> },
    { id: 'candidate', header: columns.candidate, cell: (row) => <span className="break-all">{row.candidate}</span> },
  ]
}
