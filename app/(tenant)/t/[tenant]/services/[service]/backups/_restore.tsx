'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useApproval } from '@/app/_shared/approval'
import { useMayOwn } from '@/app/_shared/may-own'
import { useText } from '@/app/_text/use-text'
import { useComponentText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { Field } from '@/components/ui/field'
import { formatExact } from '@/components/ui/format'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { Select } from '@/components/ui/select'
import { toast } from '@/components/ui/toast'
import type { BackupsView } from '@/contracts/backup-api'
import type { BackupRow, RestorePart } from '@/contracts/backups'
import type { ServiceView } from '@/contracts/views'

interface RestoreProps {
  service: ServiceView
  view: BackupsView
  backup: BackupRow
  /** What was chosen inside the backup. */
  path: string
  onClose: () => void
}

const databasePrefix = 'database:'

/** Says what is brought back, where to, and what that overwrites. */
export function Restore({ service, view, backup, path: chosen, onClose }: RestoreProps) {
  const trpc = useTRPC()
  const text = useText()
  const common = useComponentText()
  const words = text.backups.restore
  const owns = useMayOwn(service.tenant)
  const approve = useApproval()
  const [what, setWhat] = useState(chosen === '' ? (view.files ? 'path' : `${databasePrefix}${view.databases[0] ?? ''}`) : 'path')
  const [place, setPlace] = useState<'beside' | 'inPlace'>('beside')
  const [path, setPath] = useState(chosen)
  const started = () => {
    onClose()
    toast.done(words.started)
  }
  const whole = useMutation(
    trpc.backups.restore.mutationOptions({
      onSuccess: ({ action }) => {
        onClose()
        approve({ action, lost: [words.wholeText(service.name)] })
      },
    }),
  )
  const part = useMutation(trpc.backups.restorePart.mutationOptions({ onSuccess: started }))
  const of = { service: service.id, backup: backup.id }
  const isWhole = what === 'whole'
  const partOf = (): RestorePart =>
    what === 'path' ? { sort: 'path', path: path.trim() } : { sort: 'database', database: what.slice(databasePrefix.length) }
  const named = what === 'path' ? path.trim() : what.slice(databasePrefix.length)
  const failed = whole.isError ? whole.error : part.isError ? part.error : undefined
  const options = [
    ...(view.files ? [{ value: 'path', label: words.path }] : []),
    ...view.databases.map((name) => ({ value: `${databasePrefix}${name}`, label: words.database(name) })),
    { value: 'whole', label: words.whole },
  ]
  const whyNot = isWhole && !owns ? words.noOwn : what === 'path' && named === '' ? words.pathHint : undefined
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.title}
      description={words.of(formatExact(backup.at))}
      actions={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button
            variant={isWhole || place === 'inPlace' ? 'danger' : 'primary'}
            pending={whole.isPending || part.isPending}
            disabledReason={whyNot}
            onClick={() => (isWhole ? whole.mutate(of) : part.mutate({ ...of, part: partOf(), place }))}
          >
            {words.label}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <Field label={words.what}>{(ids) => <Select {...ids} value={what} onChange={setWhat} options={options} />}</Field>
        {what === 'path' && (
          <Field label={words.pathLabel} hint={words.pathHint}>
            {(ids) => (
              <Input {...ids} value={path} onChange={(event) => setPath(event.target.value)} autoComplete="off" spellCheck={false} />
            )}
          </Field>
        )}
        {!isWhole && (
          <Field label={words.where}>
            {(ids) => (
              <Select
                {...ids}
                value={place}
                onChange={setPlace}
                options={[
                  { value: 'beside', label: words.beside },
                  { value: 'inPlace', label: words.inPlace },
                ]}
              />
            )}
          </Field>
        )}
        <Notice tone={isWhole || place === 'inPlace' ? 'warn' : 'info'}>
          {isWhole ? words.wholeText(service.name) : place === 'beside' ? words.besideText : words.inPlaceText(named === '' ? '…' : named)}
        </Notice>
        {failed !== undefined && <ErrorText>{messageOf(failed, text.common.unavailable)}</ErrorText>}
      </div>
    </Dialog>
  )
}
