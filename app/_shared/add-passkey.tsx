'use client'

import { useMutation } from '@tanstack/react-query'
import * as z from 'zod'
import { messageOf } from '@/app/_lib/errors'
import { makePasskey, registrationOf } from '@/app/_lib/passkeys'
import { useTRPCClient } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { title } from '@/contracts/names'
import { usePasswordAsked, withPassword } from './password-asked'

const schema = z.object({ label: title, password: z.string().max(256) })

/** Makes a passkey to sign in with. */
export function AddPasskey({ onAdded, onCancel }: { onAdded: () => void; onCancel?: () => void }) {
  const client = useTRPCClient()
  const text = useText().auth.keys
  const form = useSchemaForm(schema, { label: '', password: '' })
  const { asked, onError } = usePasswordAsked()
  const add = useMutation({
    mutationFn: async ({ label, password }: z.output<typeof schema>) => {
      const made = await makePasskey(await client.auth.passkeyRegisterStart.mutate(withPassword(password)))
      return client.auth.passkeyRegisterFinish.mutate({ label, response: registrationOf(made) })
    },
    onSuccess: onAdded,
    onError,
  })
  const error = add.isError ? messageOf(add.error, text.failed) : undefined
  return (
    <Form
      form={form}
      onSubmit={(values) => add.mutate(values)}
      submitLabel={text.add}
      pending={add.isPending}
      error={error}
      cancel={onCancel}
    >
      <TextField control={form.control} name="label" label={text.label} hint={text.labelHint} autoComplete="off" />
      {asked && (
        <TextField control={form.control} name="password" label={text.password} type="password" autoComplete="current-password" autoFocus />
      )}
    </Form>
  )
}
