'use client'

import { useState } from 'react'
import * as z from 'zod'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { type DatabaseAccess, databaseAccess, databaseName } from '@/contracts/accounts'
import type { AccountsView } from '@/contracts/views'

type User = AccountsView['databaseUsers'][number]
const schema = z.object({ name: databaseName })

interface DatabaseUserDialogProps {
  /** The user to change; without it a new one. */
  user: User | undefined
  databases: string[]
  onSave: (user: User) => Promise<void>
  onClose: () => void
}

/** Name, and for each database what the user may do there. */
export function DatabaseUserDialog({ user, databases, onSave, onClose }: DatabaseUserDialogProps) {
  const text = useText()
  const words = text.accounts.database
  const form = useSchemaForm(schema, { name: user?.name ?? '' })
  const onError = useFormErrors(form, { conflict: 'name' })
  const begun: Record<string, DatabaseAccess | 'none'> = Object.fromEntries(
    (user?.grants ?? []).map((grant) => [grant.database, grant.access]),
  )
  const [access, setAccess] = useState(begun)
  const [pending, setPending] = useState(false)
  const save = async (name: string) => {
    setPending(true)
    const grants = databases.flatMap((database) => {
      const given = databaseAccess.safeParse(access[database])
      return given.success ? [{ database, access: given.data }] : []
    })
    await onSave({ name, grants }).catch(onError)
    setPending(false)
  }
  const options = [
    { value: 'none' as const, label: text.common.none },
    ...databaseAccess.options.map((value) => ({ value, label: words.access[value] })),
  ]
  return (
    <FormDialog
      title={user === undefined ? words.add : words.editTitle(user.name)}
      description={user === undefined ? words.addText : undefined}
      form={form}
      onSubmit={(values) => void save(values.name)}
      submitLabel={user === undefined ? words.add : words.save}
      pending={pending}
      changed={databases.some((database) => (access[database] ?? 'none') !== (begun[database] ?? 'none'))}
      onClose={onClose}
    >
      <TextField
        control={form.control}
        name="name"
        label={text.accounts.name}
        autoComplete="off"
        spellCheck={false}
        readOnly={user !== undefined}
      />
      {databases.map((database) => (
        <Field key={database} label={words.inDatabase(database)}>
          {(control) => (
            <Select
              {...control}
              value={access[database] ?? 'none'}
              onChange={(next) => setAccess({ ...access, [database]: next })}
              options={options}
            />
          )}
        </Field>
      ))}
    </FormDialog>
  )
}
