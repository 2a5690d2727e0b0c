'use client'

import { useMutation } from '@tanstack/react-query'
import * as z from 'zod'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useMe } from '@/app/_shared/me'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import { title } from '@/contracts/names'

const schema = z.object({ name: title })

export function Profile() {
  const trpc = useTRPC()
  const me = useMe()
  const text = useText()
  const words = text.account
  const form = useSchemaForm(schema, { name: me.name })
  const onError = useFormErrors(form)
  const rename = useMutation(trpc.auth.rename.mutationOptions({ onError, onSuccess: () => toast.done(words.renamed) }))
  const roles =
    me.role !== 'owner' && me.role !== 'member'
      ? text.common.roles[me.role]
      : me.memberships.map((one) => `${text.common.roles[one.role]}: ${one.tenantTitle}`).join(', ')
  return (
    <Panel title={words.profile} description={[me.email, roles].filter(Boolean).join(', ')}>
      <Form
        form={form}
        onSubmit={(values) => rename.mutate(values)}
        submitLabel={words.rename}
        pending={rename.isPending}
        error={undefined}
      >
        <TextField control={form.control} name="name" label={words.name} autoComplete="name" />
      </Form>
    </Panel>
  )
}
