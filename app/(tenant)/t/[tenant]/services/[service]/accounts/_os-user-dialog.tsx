'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import * as z from 'zod'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextareaField, TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Checkbox } from '@/components/ui/checkbox'
import { osName, userKeys } from '@/contracts/accounts'
import type { AccountsView } from '@/contracts/views'

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '')
const schema = z.object({ name: osName, keys: z.string().transform(linesOf).pipe(userKeys) })

interface OsUserDialogProps {
  service: string
  /** The user to change; without it a new one. */
  user: AccountsView['osUsers'][number] | undefined
  groups: string[]
  onSaved: () => void
  onClose: () => void
}

export function OsUserDialog({ service, user, groups, onSaved, onClose }: OsUserDialogProps) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.accounts.users
  const form = useSchemaForm(schema, { name: user?.name ?? '', keys: user?.keys.join('\n') ?? '' })
  const onError = useFormErrors(form, { conflict: 'name' })
  const begun = user?.groups ?? []
  const [chosen, setChosen] = useState<string[]>(begun)
  const put = useMutation(
    trpc.accounts.putOsUser.mutationOptions({
      onError,
      onSuccess: () => {
        onSaved()
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      title={user === undefined ? words.add : words.editTitle(user.name)}
      form={form}
      onSubmit={(values) => put.mutate({ service, ...values, groups: chosen, ...(user === undefined && { fresh: true }) })}
      submitLabel={user === undefined ? words.add : words.save}
      pending={put.isPending}
      changed={chosen.length !== begun.length || chosen.some((group) => !begun.includes(group))}
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
      <TextareaField
        control={form.control}
        name="keys"
        label={words.keys}
        hint={words.keysHint}
        rows={4}
        spellCheck={false}
        className="font-mono text-xs"
      />
      {groups.length > 0 && (
        <fieldset>
          <legend className="mb-1.5 font-medium text-content-raise">{words.groups}</legend>
          <div className="flex flex-wrap gap-x-5 gap-y-2">
            {groups.map((group) => (
              <Checkbox
                key={group}
                label={group}
                checked={chosen.includes(group)}
                onChange={(on) => setChosen(on ? [...chosen, group] : chosen.filter((one) => one !== group))}
              />
            ))}
          </div>
        </fieldset>
      )}
    </FormDialog>
  )
}
