'use client'

import { Database, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTRPCClient } from '@/app/_lib/trpc'
import { useAsked } from '@/app/_shared/asked'
import { useMe } from '@/app/_shared/me'
import { RowTable } from '@/app/_shared/page-table'
import { VerdictBadge } from '@/app/_shared/verdict-badge'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import type { TableQuery } from '@/components/table/data-table'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import type { VaultView } from '@/contracts/backup-api'
import { localRepository, type RepositoryView } from '@/contracts/backups'
import { RepositoryDialog } from './_repository-dialog'

type Open = { window: 'add' } | { window: 'edit' | 'remove'; repository: RepositoryView }

/** Where backups are kept: added, tested, changed, and taken away when nothing is in them. */
export function Repositories({ query, view }: { query: TableQuery & { error: unknown }; view: VaultView | undefined }) {
  const client = useTRPCClient()
  const text = useText()
  const words = text.backups
  const locked = useMe().role === 'administrator' ? undefined : text.licences.looking
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const test = useAsked(() => toast.done(words.form.tested))
  const whyStays = ({ name, backups }: RepositoryView) =>
    name === localRepository ? words.form.local : backups > 0 ? words.form.holds : undefined
  return (
    <Panel
      title={words.admin.repositories}
      description={words.admin.repositoriesHint}
      flush
      actions={
        <Button icon={<Plus />} disabledReason={locked} onClick={() => setOpen({ window: 'add' })}>
          {words.form.add}
        </Button>
      }
    >
      {test.failure !== undefined && (
        <Notice tone="bad" className="m-4">
          {test.failure}
        </Notice>
      )}
      {view?.adopting && (
        <Notice tone="info" className="m-4">
          {words.admin.adopting}
        </Notice>
      )}
      {view !== undefined && view.unread.length > 0 && (
        <Notice tone="warn" className="m-4">
          {words.admin.unread(view.unread.join(', '))}
        </Notice>
      )}
      <RowTable
        label={words.admin.repositories}
        query={query}
        rows={view?.repositories}
        columns={columnsOf(text)}
        rowKey={(row) => row.name}
        rowName={(row) => row.name}
        rowActions={(row) => [
          [
            {
              label: words.form.test,
              disabledReason: locked,
              pending: test.pending,
              onSelect: () => {
                toast.done(words.form.testing)
                test.ask(() => client.backups.testRepository.mutate({ repository: row.name }))
              },
            },
            {
              label: words.form.edit,
              disabledReason: locked ?? (row.spec.sort === 'local' ? words.form.local : undefined),
              onSelect: () => setOpen({ window: 'edit', repository: row }),
            },
          ],
          [
            {
              label: words.form.remove,
              danger: true,
              disabledReason: locked ?? whyStays(row),
              onSelect: () => setOpen({ window: 'remove', repository: row }),
            },
          ],
        ]}
        empty={<EmptyState icon={<Database />} title={words.admin.repositories} text={words.admin.repositoriesHint} />}
      />
      {open !== undefined && open.window !== 'remove' && (
        <RepositoryDialog
          repository={open.window === 'edit' ? open.repository : undefined}
          sealingKey={view?.sealingKey ?? ''}
          onClose={close}
        />
      )}
      {open?.window === 'remove' && <Remove repository={open.repository} onClose={close} />}
    </Panel>
  )
}

function Remove({ repository: { name }, onClose }: { repository: RepositoryView; onClose: () => void }) {
  const client = useTRPCClient()
  const words = useText().backups.form
  const { pending, failure, ask } = useAsked(() => {
    toast.done(words.removed)
    onClose()
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.removeTitle(name)}
      consequence={words.removeText}
      confirmLabel={words.remove}
      pending={pending}
      error={failure}
      onConfirm={() => ask(() => client.backups.removeRepository.mutate({ repository: name }))}
    />
  )
}

const whereIs = ({ spec }: RepositoryView, here: string): string =>
  spec.sort === 'local' ? here : `${spec.sort} · ${spec.host}:${spec.port} · ${spec.folder}`

const columnsOf = ({ backups: words }: Text): Column<RepositoryView>[] => [
  { id: 'name', header: words.columns.repository, cell: (row) => row.name },
  { id: 'where', header: words.admin.where, cell: (row) => whereIs(row, words.admin.thisMachine) },
  { id: 'backups', header: words.admin.backups, align: 'right', cell: (row) => (row.backups === 0 ? words.admin.noneYet : row.backups) },
  {
    id: 'state',
    header: words.admin.state,
    cell: (row) => (
      <VerdictBadge verdict={row.state} words={{ good: words.admin.answers, bad: words.admin.silent, none: words.verdict.none }} />
    ),
  },
  { id: 'checked', header: words.admin.checked, cell: (row) => <VerdictBadge verdict={row.checked} words={words.verdict} /> },
]
