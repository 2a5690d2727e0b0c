'use client'

import { useQuery } from '@tanstack/react-query'
import { CornerLeftUp, FileText, Folder } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { RowTable } from '@/app/_shared/page-table'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { formatBytes, formatExact } from '@/components/ui/format'
import { Time } from '@/components/ui/time'
import type { BackupRow } from '@/contracts/backups'

interface BrowseProps {
  service: string
  backup: BackupRow
  onClose: () => void
  onDownload: (path: string) => void
  onRestore: (path: string) => void
}

/** Files inside a backup, without bringing anything back. */
export function Browse({ service, backup, onClose, onDownload, onRestore }: BrowseProps) {
  const trpc = useTRPC()
  const text = useText().backups
  const words = text.browse
  const [folder, setFolder] = useState('')
  const query = useQuery({ ...trpc.backups.browse.queryOptions({ service, backup: backup.id, path: folder }), staleTime: 300_000 })
  const inside = (name: string) => (folder === '' ? name : `${folder}/${name}`)
  const above = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : ''
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      placement="side"
      className="max-w-2xl"
      title={words.title(formatExact(backup.at))}
      description={folder === '' ? words.top : folder}
    >
      <div className="flex flex-col gap-3">
        <div>
          <Button icon={<CornerLeftUp />} disabledReason={folder === '' ? words.top : undefined} onClick={() => setFolder(above)}>
            {words.up}
          </Button>
        </div>
        <RowTable
          label={words.title(formatExact(backup.at))}
          query={query}
          rows={query.data?.entries}
          columns={[
            {
              id: 'name',
              header: words.columns.name,
              cell: (row) =>
                row.type === 'folder' ? (
                  <Button variant="ghost" icon={<Folder />} onClick={() => setFolder(inside(row.name))}>
                    {row.name}
                  </Button>
                ) : (
                  <span className="inline-flex items-center gap-2 px-3">
                    <FileText aria-hidden="true" className="size-4 text-content-secondary" />
                    {row.name}
                  </span>
                ),
            },
            {
              id: 'size',
              header: words.columns.size,
              align: 'right',
              cell: (row) => (row.type === 'file' ? formatBytes(row.bytes) : '–'),
            },
            { id: 'modified', header: words.columns.modified, wideOnly: true, cell: (row) => <Time at={row.modified * 1000} /> },
          ]}
          rowKey={(row) => row.name}
          rowName={(row) => row.name}
          rowActions={(row) => [
            [
              { label: words.restore, onSelect: () => onRestore(inside(row.name)) },
              { label: text.download, onSelect: () => onDownload(inside(row.name)) },
            ],
          ]}
          empty={<EmptyState icon={<Folder />} title={words.empty} text="" />}
        />
      </div>
    </Dialog>
  )
}
