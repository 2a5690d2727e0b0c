'use client'

import { useMutation } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { signInInput } from '@/contracts/api'

interface PasswordStepProps {
  onEntered: () => void
  onCodeNeeded: (credentials: { email: string; password: string }) => void
}

export function PasswordStep({ onEntered, onCodeNeeded }: PasswordStepProps) {
  const trpc = useTRPC()
  const text = useText().auth.signIn
  const form = useSchemaForm(signInInput, { email: '', password: '' })
  const onError = useFormErrors(form)
  const signIn = useMutation(
    trpc.auth.signIn.mutationOptions({
      onError,
      onSuccess: (answer, sent) => (answer.state === 'code_needed' ? onCodeNeeded(sent) : onEntered()),
    }),
  )
  return (
    <Form
      form={form}
      onSubmit={(values) => signIn.mutate(values)}
      submitLabel={text.submit}
      pending={signIn.isPending || signIn.data?.state === 'signed_in'}
      error={undefined}
      wide
    >
      <TextField control={form.control} name="email" label={text.email} type="email" autoComplete="username webauthn" autoFocus />
      <TextField control={form.control} name="password" label={text.password} type="password" autoComplete="current-password" />
    </Form>
  )
}
