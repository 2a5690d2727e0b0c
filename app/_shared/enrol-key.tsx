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

const schema = z.object({ label: title, secret: z.string().trim().max(128), password: z.string().max(256) })

interface EnrolKeyProps {
  /** The tenant whose critical actions the key may approve; null: an administrator's key. */
  tenant: string | null
  /** Whether the terminal's enrolment secret is asked for. */
  secret: 'needed' | 'optional' | 'none'
  /** `waiting`: somebody with a key has to approve it first, by the action of that id. */
  onEnrolled: (state: 'trusted' | 'waiting', action: string) => void
  onCancel?: () => void
}

/** Enrols a key in the keep. It signs in as well. */
export function EnrolKey({ tenant, secret, onEnrolled, onCancel }: EnrolKeyProps) {
  const client = useTRPCClient()
  const text = useText().auth.keys
  const form = useSchemaForm(schema, { label: '', secret: '', password: '' })
  const { asked, onError } = usePasswordAsked()
  const enrol = useMutation({
    mutationFn: async (values: z.output<typeof schema>) => {
      const made = await makePasskey(await client.trust.enrolStart.mutate({ tenant, ...withPassword(values.password) }))
      return client.trust.enrolFinish.mutate({
        tenant,
        label: values.label,
        ...(values.secret === '' ? {} : { secret: values.secret }),
        response: registrationOf(made),
      })
    },
    onSuccess: (answer, sent) => onEnrolled(sent.secret === '' ? 'waiting' : 'trusted', answer.action),
    onError,
  })
  const error = enrol.isError ? messageOf(enrol.error, text.failed) : undefined
  return (
    <Form
      form={form}
      onSubmit={(values) => enrol.mutate(values)}
      submitLabel={text.enrol}
      pending={enrol.isPending}
      error={error}
      cancel={onCancel}
    >
      <TextField control={form.control} name="label" label={text.label} hint={text.labelHint} autoComplete="off" />
      {secret !== 'none' && (
        <TextField
          control={form.control}
          name="secret"
          label={text.secret}
          hint={secret === 'needed' ? text.secretHint : `${text.secretHint} ${text.secretNone}`}
          optional={secret === 'optional'}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      {asked && (
        <TextField control={form.control} name="password" label={text.password} type="password" autoComplete="current-password" autoFocus />
      )}
    </Form>
  )
}
