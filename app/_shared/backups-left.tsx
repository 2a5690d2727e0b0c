'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Archive } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { Column } from '@/components/table/column'
import type { TableQuery } from '@/components/table/data-table'
import { useComponentText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorText } from '@/components/ui/error-text'
import { Field } from '@/components/ui/field'
import { formatExact } from '@/components/ui/format'
import { Input } from '@/components/ui/input'
import { Panel } from '@/components/ui/panel'
import { Select } from '@/components/ui/select'
import { Time } from '@/components/ui/time'
import type { LeftView } from '@/contracts/backup-api'
import { slug } from '@/contracts/names'
import { useApproval } from './approval'
import { mayOwn } from './may'
import { useMe } from './me'
import { RowTable } from './page-table'

type Open = { window: 'restore' | 'remove'; left: LeftView }

interface BackupsLeftProps {
  query: TableQuery & { error: unknown }
  left: LeftView[] | undefined
}

/** Backups whose service is deleted: to make a new service of one, or to have them removed. */
export function BackupsLeft({ query, left }: BackupsLeftProps) {
  const me = useMe()
  const text = useText()
  const words = text.backups.left
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const backups = left?.reduce((sum, one) => sum + one.backups.length, 0) ?? 0
  return (
    <Panel title={backups === 0 ? words.title : words.count(backups, left?.length ?? 0)} description={words.hint} flush>
      <RowTable
        label={words.title}
        query={query}
        rows={left}
        columns={columnsOf(text)}
        rowKey={(row) => row.source}
        rowName={nameOf}
        rowActions={(row) => {
          const noOwn = mayOwn(me, row.tenant) ? undefined : text.tenant.services.noOwn
          const whyNot = row.tenantName === null ? words.noTenant : noOwn
          return [
            [{ label: words.restore, disabledReason: whyNot, onSelect: () => setOpen({ window: 'restore', left: row }) }],
            [{ label: words.remove, danger: true, disabledReason: whyNot, onSelect: () => setOpen({ window: 'remove', left: row }) }],
          ]
        }}
        empty={<EmptyState icon={<Archive />} title={words.none} text={words.noneText} />}
      />
      {open?.window === 'restore' && <RestoreLeft left={open.left} onClose={close} />}
      {open?.window === 'remove' && <RemoveLeft left={open.left} onClose={close} />}
    </Panel>
  )
}

const nameOf = ({ tenantName, name }: LeftView): string => (tenantName === null ? name : `${tenantName}/${name}`)

const columnsOf = ({ backups: { left: words } }: Text): Column<LeftView>[] => [
  {
    id: 'service',
    header: words.columns.service,
    cell: (row) => (row.tenantName === null ? `${row.name} (${words.goneTenant})` : nameOf(row)),
  },
  { id: 'kind', header: words.columns.kind, wideOnly: true, cell: (row) => row.kind },
  { id: 'backups', header: words.columns.backups, align: 'right', cell: (row) => row.backups.length },
  { id: 'newest', header: words.columns.newest, cell: (row) => timeOrDash(row.backups[0]?.at) },
  { id: 'deleted', header: words.columns.deleted, wideOnly: true, cell: (row) => timeOrDash(row.deletedAt) },
  { id: 'until', header: words.columns.until, cell: (row) => timeOrDash(row.until) },
]
const timeOrDash = (at: number | null | undefined) => (at == null ? '–' : <Time at={at} />)

function RestoreLeft({ left, onClose }: { left: LeftView; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const common = useComponentText()
  const words = text.backups.left
  const approve = useApproval()
  const whole = left.backups.filter(({ verified }) => verified?.ok !== false)
  const [backup, setBackup] = useState(whole[0]?.id ?? null)
  const [name, setName] = useState(left.name)
  const restore = useMutation(
    trpc.backups.restoreLeft.mutationOptions({
      onSuccess: ({ action }) => {
        onClose()
        approve({ action, lost: words.restored(name) })
      },
    }),
  )
  const parsed = slug.safeParse(name)
  const whyNot = backup === null ? text.backups.damaged : parsed.success ? undefined : parsed.error.issues[0]?.message
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.restoreTitle(nameOf(left))}
      description={words.restoreText}
      actions={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button
            variant="primary"
            pending={restore.isPending}
            disabledReason={whyNot}
            onClick={() => backup !== null && restore.mutate({ tenant: left.tenant, source: left.source, backup, name })}
          >
            {words.restore}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <Field label={words.backup}>
          {(ids) => (
            <Select
              {...ids}
              value={backup}
              onChange={setBackup}
              options={whole.map(({ id, at }) => ({ value: id, label: formatExact(at) }))}
            />
          )}
        </Field>
        <Field label={words.name}>
          {(ids) => <Input {...ids} value={name} onChange={(event) => setName(event.target.value)} autoComplete="off" spellCheck={false} />}
        </Field>
        {restore.isError && <ErrorText>{messageOf(restore.error, text.common.unavailable)}</ErrorText>}
      </div>
    </Dialog>
  )
}

function RemoveLeft({ left, onClose }: { left: LeftView; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const text = useText()
  const words = text.backups.left
  const approve = useApproval()
  const lost = words.removeLost(nameOf(left), left.backups.length)
  const remove = useMutation(
    trpc.backups.removeLeft.mutationOptions({
      onSuccess: ({ action }) => {
        onClose()
        approve({ action, lost, onApproved: () => void client.invalidateQueries({ queryKey: trpc.backups.pathKey() }) })
      },
    }),
  )
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.removeTitle(nameOf(left))}
      consequence={words.removeText}
      lost={lost}
      typedName={left.name}
      confirmLabel={words.remove}
      pending={remove.isPending}
      error={remove.isError ? messageOf(remove.error, text.common.unavailable) : undefined}
      onConfirm={() => remove.mutate({ tenant: left.tenant, source: left.source })}
    />
  )
}
