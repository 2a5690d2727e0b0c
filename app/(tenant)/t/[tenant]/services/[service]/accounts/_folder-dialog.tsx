'use client'

import { useState } from 'react'
import * as z from 'zod'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextareaField, TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { sitePath, visitorName } from '@/contracts/accounts'
import type { AccountsView } from '@/contracts/views'

const schema = z.object({
  path: z
    .string()
    .transform((text) => text.trim().replace(/^\/+|\/+$/g, ''))
    .pipe(sitePath),
  users: z
    .string()
    .transform((text) => [...new Set(text.split(/\s+/).filter((name) => name !== ''))])
    .pipe(z.array(visitorName).max(100)),
})

interface FolderDialogProps {
  /** The folder to change; without it a new one. */
  folder: AccountsView['folders'][number] | undefined
  onSave: (folder: AccountsView['folders'][number]) => Promise<void>
  onClose: () => void
}

/** A folder and who may in. */
export function FolderDialog({ folder, onSave, onClose }: FolderDialogProps) {
  const words = useText().accounts.folders
  const form = useSchemaForm(schema, { path: folder === undefined ? '' : `/${folder.path}`, users: folder?.users.join('\n') ?? '' })
  const onError = useFormErrors(form, { conflict: 'path' })
  const [pending, setPending] = useState(false)
  const save = async (values: z.output<typeof schema>) => {
    setPending(true)
    await onSave(values).catch(onError)
    setPending(false)
  }
  return (
    <FormDialog
      title={folder === undefined ? words.add : words.editTitle(`/${folder.path}`)}
      description={words.addText}
      form={form}
      onSubmit={(values) => void save(values)}
      submitLabel={folder === undefined ? words.add : words.save}
      pending={pending}
      onClose={onClose}
    >
      <TextField
        control={form.control}
        name="path"
        label={words.path}
        hint={words.pathHint}
        autoComplete="off"
        spellCheck={false}
        readOnly={folder !== undefined}
      />
      <TextareaField control={form.control} name="users" label={words.users} hint={words.usersHint} rows={4} spellCheck={false} />
    </FormDialog>
  )
}
