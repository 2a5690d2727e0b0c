'use client'

import { useMutation } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { joinInput } from '@/contracts/api'
import type { InviteInfoView } from '@/contracts/detail'

interface JoinFormProps {
  token: string
  info: InviteInfoView
  onJoined: (joined: { tenant: string | null }) => void
}

function welcome(text: Text['auth']['join'], info: InviteInfoView): string {
  if (info.first) return text.first
  if (info.role === 'administrator') return text.invitedAdministrator
  if (info.role === 'reseller') return text.invitedReseller
  if (info.role === 'support') return text.invitedSupport
  if (info.role === 'auditor') return text.invitedAuditor
  return info.role === 'owner' ? text.invitedOwner(info.tenantTitle ?? '') : text.invitedMember(info.tenantTitle ?? '')
}

export function JoinForm({ token, info, onJoined }: JoinFormProps) {
  const trpc = useTRPC()
  const text = useText().auth.join
  // Whoever has an account keeps its name; the backend takes the password as proof.
  const form = useSchemaForm(joinInput, {
    token,
    name: info.known ? (info.email ?? '').slice(0, 80) : '',
    email: info.email ?? '',
    password: '',
  })
  const onError = useFormErrors(form)
  const join = useMutation(trpc.setup.join.mutationOptions({ onError, onSuccess: onJoined }))
  return (
    <>
      <p className="mb-5 text-content-secondary">
        {welcome(text, info)}
        {info.known && ` ${text.known}`}
      </p>
      <Form
        form={form}
        onSubmit={(values) => join.mutate(values)}
        submitLabel={info.known ? text.submitKnown : text.submit}
        pending={join.isPending || join.isSuccess}
        error={undefined}
        wide
      >
        {!info.known && <TextField control={form.control} name="name" label={text.name} autoComplete="name" autoFocus />}
        <TextField
          control={form.control}
          name="email"
          label={text.email}
          type="email"
          autoComplete="username"
          readOnly={info.email !== null}
        />
        <TextField
          control={form.control}
          name="password"
          label={info.known ? text.passwordKnown : text.password}
          hint={info.known ? undefined : text.passwordHint}
          type="password"
          autoComplete={info.known ? 'current-password' : 'new-password'}
        />
      </Form>
    </>
  )
}
