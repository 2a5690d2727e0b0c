'use client'

import { useMutation } from '@tanstack/react-query'
import type * as z from 'zod'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { SelectField, TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { inviteInput } from '@/contracts/api'
import { useApproval } from './approval'
import { useFormErrors } from './form-errors'

const schema = inviteInput.omit({ tenant: true })
type Values = z.infer<typeof schema>

/** Invites somebody to a tenant, or, without one, an administrator; shows the link once. */
export function InviteDialog({ tenant, onClose }: { tenant: string | null; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.people
  const askApproval = useApproval()
  const roles = tenant === null ? (['administrator'] as const) : (['owner', 'member'] as const)
  const form = useSchemaForm<Values, Values>(schema, { email: '', role: roles[0] })
  const invite = useMutation(
    trpc.people.invite.mutationOptions({
      // An administrator has to be approved before the link works.
      onSuccess: ({ action }) => action !== null && askApproval({ action }),
      onError: useFormErrors(form, { conflict: 'email' }),
    }),
  )
  const link = invite.data?.link.url
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={link === undefined ? words.invite : words.linkTitle}
      description={link === undefined ? undefined : words.linkText}
    >
      {link === undefined ? (
        <Form
          form={form}
          onSubmit={(values) => invite.mutate({ ...values, tenant })}
          submitLabel={words.submit}
          pending={invite.isPending}
          error={undefined}
          cancel={onClose}
        >
          <TextField control={form.control} name="email" label={words.email} type="email" autoComplete="off" spellCheck={false} />
          <SelectField
            control={form.control}
            name="role"
            label={words.role}
            options={roles.map((value) => ({
              value,
              label: text.common.roles[value],
              ...(value === 'administrator' ? {} : { hint: words.roleHints[value] }),
            }))}
          />
        </Form>
      ) : (
        <Field label={words.link}>
          {(ids) => (
            <span className="flex items-center gap-2">
              <Input {...ids} readOnly value={link} onFocus={(event) => event.target.select()} />
              <CopyButton value={link} what={words.link} />
            </span>
          )}
        </Field>
      )}
    </Dialog>
  )
}
