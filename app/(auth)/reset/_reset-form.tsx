'use client'

import { useMutation } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { resetInput } from '@/contracts/api'
import type { ResetInfoView } from '@/contracts/detail'

interface ResetFormProps {
  token: string
  info: ResetInfoView
  onDone: () => void
}

export function ResetForm({ token, info, onDone }: ResetFormProps) {
  const trpc = useTRPC()
  const text = useText().auth
  const form = useSchemaForm(resetInput, { token, password: '' })
  const onError = useFormErrors(form)
  const reset = useMutation(trpc.auth.reset.mutationOptions({ onError, onSuccess: onDone }))
  return (
    <>
      <p className="mb-5 text-content-secondary">{text.reset.why(info.name)}</p>
      <Form
        form={form}
        onSubmit={(values) => reset.mutate(values)}
        submitLabel={text.reset.submit}
        pending={reset.isPending || reset.isSuccess}
        error={undefined}
        wide
      >
        {/* For password managers: whose password this is. */}
        <input type="email" autoComplete="username" value={info.email} readOnly hidden />
        <TextField
          control={form.control}
          name="password"
          label={text.reset.password}
          hint={text.join.passwordHint}
          type="password"
          autoComplete="new-password"
          autoFocus
        />
      </Form>
    </>
  )
}
