'use client'

import { useMutation } from '@tanstack/react-query'
import * as z from 'zod'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { newFilePath } from '@/contracts/files'
import { useService } from '../_header'

/** What a name is asked for: a new folder or file in a folder, or the new path of something. */
export type NameTask = { kind: 'folder' | 'file'; folder: string } | { kind: 'move'; from: string }

const schemaOf = (noName: string) => z.object({ path: z.string().min(1, { error: noName, abort: true }).pipe(newFilePath) })
type Values = z.infer<ReturnType<typeof schemaOf>>

export function NameDialog({ task, onClose }: { task: NameTask; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText().tenant.files
  const service = useService().id
  const form = useSchemaForm<Values, Values>(schemaOf(text.noName), { path: task.kind === 'move' ? task.from : '' })
  const handlers = { onSuccess: onClose, onError: useFormErrors(form, { conflict: 'path' }) }
  const folder = useMutation(trpc.files.makeFolder.mutationOptions(handlers))
  const file = useMutation(trpc.files.write.mutationOptions(handlers))
  const move = useMutation(trpc.files.move.mutationOptions(handlers))
  const words = {
    folder: { title: text.newFolder, label: text.name, submit: text.createFolder },
    file: { title: text.newFile, label: text.name, submit: text.createFile },
    move: { title: text.rename, label: text.renameTo, submit: text.move },
  }[task.kind]
  const submit = ({ path }: Values) => {
    if (task.kind === 'move') return move.mutate({ service, from: task.from, to: path })
    const whole = task.folder === '' ? path : `${task.folder}/${path}`
    return task.kind === 'folder'
      ? folder.mutate({ service, path: whole })
      : file.mutate({ service, path: whole, content: '', fresh: true })
  }
  return (
    <FormDialog
      title={words.title}
      form={form}
      onSubmit={submit}
      submitLabel={words.submit}
      pending={folder.isPending || file.isPending || move.isPending}
      onClose={onClose}
    >
      <TextField control={form.control} name="path" label={words.label} autoComplete="off" spellCheck={false} autoFocus />
    </FormDialog>
  )
}

export function DeleteDialog({ path, onClose }: { path: string; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.files
  const service = useService().id
  const remove = useMutation(
    trpc.files.delete.mutationOptions({
      onSuccess: () => {
        toast.done(words.deleted, path)
        onClose()
      },
    }),
  )
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.deleteTitle(path)}
      consequence={words.deleteText}
      lost={[path]}
      confirmLabel={words.delete}
      pending={remove.isPending}
      error={remove.isError ? messageOf(remove.error, text.common.unavailable) : undefined}
      onConfirm={() => remove.mutate({ service, path })}
    />
  )
}
