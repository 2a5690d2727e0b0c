'use client'

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { File, FileSymlink, Folder, FolderOpen } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { wakesService } from '@/app/_lib/stale'
import { useTRPC } from '@/app/_lib/trpc'
import { useSuspended } from '@/app/_shared/suspended'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { formatBytes } from '@/components/ui/format'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { type FileEntry, maxListedEntries } from '@/contracts/files'
import { useService } from '../_header'
import { Crumbs } from './_crumbs'
import { DeleteDialog, NameDialog, type NameTask } from './_dialogs'
import { Editor } from './_editor'
import { Rollback } from './_rollback'
import { Upload } from './_upload'

const nameOf = (path: string): string => path.split('/').at(-1) ?? path

const icons = { file: File, folder: Folder, link: FileSymlink, other: File }

export function ServiceFiles() {
  const words = useText().tenant.files
  return useService().files ? <Files /> : <p className="text-content-secondary">{words.noFiles}</p>
}

/** Files of a service, browsed folder by folder; the folder stands in the address. */
function Files() {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.files
  const service = useService()
  const suspended = useSuspended(service.tenant)
  const folder = useSearchParams().get('path') ?? ''
  const query = useQuery({
    ...trpc.files.list.queryOptions({ service: service.id, path: folder }),
    ...wakesService,
    // Nothing of a suspended tenant wakes: asking would only pretend to.
    enabled: suspended === undefined,
    placeholderData: keepPreviousData,
  })
  const [task, setTask] = useState<NameTask>()
  const [deleting, setDeleting] = useState<string>()
  const [editing, setEditing] = useState<string>()
  const [uploading, setUploading] = useState(false)
  const download = useMutation(
    trpc.files.download.mutationOptions({
      onSuccess: ({ download: id }) => window.location.assign(paths.api.download(id)),
      onError: (error) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  const open = (path: string) => window.history.pushState(null, '', path === '' ? '?' : `?${new URLSearchParams({ path })}`)
  const inside = (name: string) => (folder === '' ? name : `${folder}/${name}`)
  const closed = () => {
    setTask(undefined)
    setDeleting(undefined)
    setEditing(undefined)
    void query.refetch()
  }
  const preparing = download.isPending ? nameOf(download.variables.path) : undefined
  const waking = query.isPending && service.power !== 'running'
  const status = preparing === undefined ? (waking ? words.waking : undefined) : words.preparing(preparing)
  const uploadButton = (
    <Button variant="primary" disabledReason={suspended} onClick={() => setUploading(true)}>
      {words.upload}
    </Button>
  )
  return (
    <>
      <Panel
        title={words.title}
        description={words.description}
        flush
        actions={
          <>
            <Rollback onDone={closed} disabledReason={suspended} />
            <Button disabledReason={suspended} onClick={() => setTask({ kind: 'folder', folder })}>
              {words.newFolder}
            </Button>
            <Button disabledReason={suspended} onClick={() => setTask({ kind: 'file', folder })}>
              {words.newFile}
            </Button>
            {uploadButton}
          </>
        }
      >
        {suspended === undefined ? (
          <>
            <Crumbs folder={folder} onOpen={open} status={status} />
            <DataTable
              label={words.title}
              query={query}
              rows={query.data?.entries}
              error={query.isError ? messageOf(query.error, text.common.unavailable) : undefined}
              columns={columnsOf(words, (row) =>
                row.type === 'folder' || row.type === 'link' ? open(inside(row.name)) : setEditing(inside(row.name)),
              )}
              rowKey={(row) => row.name}
              rowName={(row) => row.name}
              rowActions={(row) => [
                [
                  ...(row.type === 'file' ? [{ label: words.edit, onSelect: () => setEditing(inside(row.name)) }] : []),
                  {
                    label: words.download,
                    disabledReason: preparing === undefined ? undefined : words.preparing(preparing),
                    onSelect: () => download.mutate({ service: service.id, path: inside(row.name) }),
                  },
                  { label: words.rename, onSelect: () => setTask({ kind: 'move', from: inside(row.name) }) },
                ],
                [{ label: words.delete, danger: true, onSelect: () => setDeleting(inside(row.name)) }],
              ]}
              empty={<EmptyState icon={<FolderOpen />} title={words.empty} text={words.emptyText} action={uploadButton} />}
            />
          </>
        ) : (
          <EmptyState icon={<FolderOpen />} title={words.title} text={suspended} />
        )}
        {query.data?.truncated && (
          <p className="border-t border-stroke-faint px-4 py-3 text-content-secondary">{words.truncated(maxListedEntries)}</p>
        )}
      </Panel>
      {uploading && <Upload onClose={() => setUploading(false)} onDone={closed} />}
      {task !== undefined && <NameDialog task={task} onClose={closed} />}
      {deleting !== undefined && <DeleteDialog path={deleting} onClose={closed} />}
      {editing !== undefined && <Editor path={editing} onClose={closed} />}
    </>
  )
}

const columnsOf = (words: ReturnType<typeof useText>['tenant']['files'], open: (row: FileEntry) => void): Column<FileEntry>[] => [
  {
    id: 'name',
    header: words.name,
    cell: (row) => {
      const Icon = icons[row.type]
      return (
        <button
          type="button"
          className="flex max-w-full cursor-pointer items-center gap-2 rounded-sm text-left text-content-raise hover:underline"
          onClick={() => open(row)}
        >
          <Icon aria-hidden="true" className="size-4 shrink-0 text-content-tertiary" />
          <span className="min-w-0 break-all">{row.name}</span>
        </button>
      )
    },
  },
  { id: 'kind', header: words.kind, wideOnly: true, cell: (row) => words.types[row.type] },
  { id: 'size', header: words.size, align: 'right', cell: (row) => (row.type === 'file' ? formatBytes(row.bytes) : '–') },
  { id: 'changed', header: words.changed, cell: (row) => <Time at={row.modified * 1000} /> },
]
