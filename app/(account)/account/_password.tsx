'use client'

import { useMutation } from '@tanstack/react-query'
import * as z from 'zod'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import { password } from '@/contracts/names'

const schema = z.object({ current: z.string().max(256), next: password })

export function Password() {
  const trpc = useTRPC()
  const text = useText().account
  const form = useSchemaForm(schema, { current: '', next: '' })
  const onError = useFormErrors(form)
  const change = useMutation(
    trpc.auth.changePassword.mutationOptions({
      onError,
      onSuccess: () => {
        form.reset()
        toast.done(text.passwordChanged)
      },
    }),
  )
  return (
    <Panel title={text.password}>
      <Form
        form={form}
        onSubmit={(values) => change.mutate(values)}
        submitLabel={text.changePassword}
        pending={change.isPending}
        error={undefined}
      >
        <TextField control={form.control} name="current" label={text.current} type="password" autoComplete="current-password" />
        <TextField control={form.control} name="next" label={text.next} hint={text.nextHint} type="password" autoComplete="new-password" />
      </Form>
    </Panel>
  )
}
