'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { Archive } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useMayDo, useMayOwn } from '@/app/_shared/may-own'
import { RowTable } from '@/app/_shared/page-table'
import { VerdictBadge } from '@/app/_shared/verdict-badge'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { formatBytes, formatExact } from '@/components/ui/format'
import { Notice } from '@/components/ui/notice'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { BackupRow } from '@/contracts/backups'
import { useService } from '../_header'
import { Browse } from './_browse'
import { Restore } from './_restore'
import { Rules } from './_rules'

type Open = { window: 'restore'; backup: BackupRow; path?: string } | { window: 'browse'; backup: BackupRow } | { window: 'undo' }

/** What backups there are of the service, and everything that can be done with one. */
export function ServiceBackups() {
  const trpc = useTRPC()
  const service = useService()
  const text = useText()
  const words = text.backups
  const may = useMayDo(service.tenant, service.id, 'files')
  const owns = useMayOwn(service.tenant)
  const query = useQuery(trpc.backups.list.queryOptions({ service: service.id }))
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const onError = (error: unknown) => toast.failed(messageOf(error, text.common.unavailable))
  const run = useMutation(trpc.backups.run.mutationOptions({ onError, onSuccess: () => toast.done(words.started) }))
  const verify = useMutation(trpc.backups.verify.mutationOptions({ onError, onSuccess: () => toast.done(words.verifyStarted) }))
  const drill = useMutation(trpc.backups.drill.mutationOptions({ onError, onSuccess: () => toast.done(words.drillStarted) }))
  const undo = useMutation(
    trpc.backups.revert.mutationOptions({
      onSuccess: () => {
        close()
        toast.done(words.restore.started)
      },
    }),
  )
  const download = useMutation(
    trpc.backups.download.mutationOptions({ onError, onSuccess: ({ download: id }) => window.location.assign(paths.api.download(id)) }),
  )
  const noRight = may ? undefined : text.tenant.services.noRight
  const noOwn = owns ? undefined : text.tenant.services.noOwn
  const { data } = query
  return (
    <div className="flex flex-col gap-5">
      {data !== undefined && data.error !== null && <Notice tone="bad">{words.failed(data.error.message)}</Notice>}
      {data !== undefined && data.former !== null && (
        <Notice tone="info">
          <span className="flex flex-wrap items-center gap-3">
            {words.former(formatExact(data.former.at))}
            <Button disabledReason={noOwn} onClick={() => setOpen({ window: 'undo' })}>
              {words.undo}
            </Button>
          </span>
        </Notice>
      )}
      <Panel
        title={words.title}
        description={words.hint}
        flush
        actions={
          <>
            <Button pending={verify.isPending} disabledReason={noOwn} onClick={() => verify.mutate({ service: service.id })}>
              {words.verify}
            </Button>
            <Button variant="primary" pending={run.isPending} disabledReason={noRight} onClick={() => run.mutate({ service: service.id })}>
              {words.now}
            </Button>
          </>
        }
      >
        <RowTable
          label={words.title}
          query={query}
          rows={data?.backups}
          columns={columnsOf(text)}
          rowKey={(row) => row.id}
          rowName={(row) => formatExact(row.at)}
          rowActions={(row) => {
            const broken = row.verified?.ok === false ? words.damaged : undefined
            const of = { service: service.id, backup: row.id }
            return [
              [
                {
                  label: words.restore.label,
                  disabledReason: noRight ?? broken,
                  onSelect: () => setOpen({ window: 'restore', backup: row }),
                },
                ...(data?.files === true
                  ? [
                      {
                        label: words.browse.label,
                        disabledReason: noRight ?? broken,
                        onSelect: () => setOpen({ window: 'browse', backup: row }),
                      },
                    ]
                  : []),
                {
                  label: words.download,
                  disabledReason: noRight ?? broken,
                  onSelect: () => {
                    toast.done(words.preparing)
                    download.mutate({ ...of, path: '' })
                  },
                },
                { label: words.drill, disabledReason: noOwn ?? broken, onSelect: () => drill.mutate(of) },
              ],
            ]
          }}
          empty={<EmptyState icon={<Archive />} title={words.emptyTitle} text={words.emptyText} />}
        />
      </Panel>
      {data !== undefined && <Rules service={service} view={data} />}
      {open?.window === 'restore' && data !== undefined && (
        <Restore service={service} view={data} backup={open.backup} path={open.path ?? ''} onClose={close} />
      )}
      {open?.window === 'browse' && (
        <Browse
          service={service.id}
          backup={open.backup}
          onClose={close}
          onDownload={(path) => download.mutate({ service: service.id, backup: open.backup.id, path })}
          onRestore={(path) => setOpen({ window: 'restore', backup: open.backup, path })}
        />
      )}
      <ConfirmDialog
        open={open?.window === 'undo'}
        onOpenChange={close}
        title={words.undo}
        consequence={words.undoText}
        confirmLabel={words.undo}
        pending={undo.isPending}
        error={undo.isError ? messageOf(undo.error, text.common.unavailable) : undefined}
        onConfirm={() => undo.mutate({ service: service.id })}
      />
    </div>
  )
}

const columnsOf = ({ backups: words }: Text): Column<BackupRow>[] => [
  { id: 'when', header: words.columns.when, cell: (row) => <Time at={row.at} /> },
  { id: 'size', header: words.columns.size, align: 'right', cell: (row) => formatBytes(row.bytes) },
  { id: 'added', header: words.columns.added, align: 'right', wideOnly: true, cell: (row) => formatBytes(row.added) },
  { id: 'verified', header: words.columns.verified, cell: (row) => <VerdictBadge verdict={row.verified} words={words.verdict} /> },
  { id: 'drill', header: words.columns.drill, cell: (row) => <VerdictBadge verdict={row.drill} words={words.drilled} /> },
  { id: 'keep', header: words.columns.keep, wideOnly: true, cell: (row) => <Time at={row.keepUntil} /> },
  { id: 'repository', header: words.columns.repository, wideOnly: true, cell: (row) => row.repository },
]
