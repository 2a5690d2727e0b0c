'use client'

import { useMutation } from '@tanstack/react-query'
import * as z from 'zod'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'

interface CodeStepProps {
  credentials: { email: string; password: string }
  onEntered: () => void
  onBack: () => void
}

export function CodeStep({ credentials, onEntered, onBack }: CodeStepProps) {
  const trpc = useTRPC()
  const text = useText().auth.signIn
  const schema = z.object({
    code: z
      .string()
      .trim()
      .regex(/^\d{6}$/, text.codeFormat),
  })
  const form = useSchemaForm(schema, { code: '' })
  const onError = useFormErrors(form)
  const signIn = useMutation(trpc.auth.signIn.mutationOptions({ onError, onSuccess: onEntered }))
  return (
    <Form
      form={form}
      onSubmit={({ code }) => signIn.mutate({ ...credentials, code })}
      submitLabel={text.codeSubmit}
      pending={signIn.isPending || signIn.isSuccess}
      error={undefined}
      cancel={onBack}
    >
      <TextField
        control={form.control}
        name="code"
        label={text.code}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={10}
        autoFocus
      />
    </Form>
  )
}
