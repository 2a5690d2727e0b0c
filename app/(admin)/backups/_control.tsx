'use client'

import { type UseQueryResult, useMutation } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useMe } from '@/app/_shared/me'
import { RowTable } from '@/app/_shared/page-table'
import { VerdictBadge } from '@/app/_shared/verdict-badge'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { formatBytes } from '@/components/ui/format'
import { Notice } from '@/components/ui/notice'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { VaultView } from '@/contracts/backup-api'
import { type BackupRow, localRepository } from '@/contracts/backups'

/** Backups of the installation itself: how old the last one is, and what is missing for a machine that is lost. */
export function ControlBackups({ query }: { query: UseQueryResult<VaultView, unknown> }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.backups.control
  const administrator = useMe().role === 'administrator'
  const onError = (error: unknown) => toast.failed(messageOf(error, text.common.unavailable))
  const run = useMutation(trpc.backups.runControl.mutationOptions({ onError, onSuccess: () => toast.done(text.backups.started) }))
  const { control, outside } = query.data ?? {}
  const inside = outside === false && control?.policy.repository === localRepository
  return (
    <>
      {control !== undefined && control.error !== null && <Notice tone="bad">{text.backups.failed(control.error.message)}</Notice>}
      {control?.late === true && <Notice tone="bad">{words.late}</Notice>}
      {inside && <Notice tone="warn">{words.inside}</Notice>}
      <Panel
        title={words.title}
        description={words.hint}
        flush
        actions={
          administrator && (
            <Button variant="primary" pending={run.isPending} onClick={() => run.mutate()}>
              {text.backups.now}
            </Button>
          )
        }
      >
        <RowTable
          label={words.title}
          query={query}
          rows={control?.backups}
          columns={columns(text)}
          rowKey={(row) => row.id}
          rowName={(row) => row.id.slice(0, 12)}
          empty={<EmptyState icon={<ShieldCheck />} title={words.empty} text={words.emptyText} />}
        />
      </Panel>
    </>
  )
}

const columns = ({ backups: words }: Text): Column<BackupRow>[] => [
  { id: 'made', header: words.columns.when, cell: (row) => <Time at={row.at} /> },
  { id: 'size', header: words.columns.size, align: 'right', cell: (row) => formatBytes(row.bytes) },
  { id: 'repository', header: words.columns.repository, cell: (row) => row.repository },
  { id: 'verified', header: words.columns.verified, cell: (row) => <VerdictBadge verdict={row.verified} words={words.verdict} /> },
]
