'use client'

import { useMutation } from '@tanstack/react-query'
import * as z from 'zod'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Dialog } from '@/components/ui/dialog'

const schema = z.object({ password: z.string().max(256) })

/** Turning the second factor off asks for the password, so that an open session is not enough. */
export function TotpRemoveDialog({ onClose, onRemoved }: { onClose: () => void; onRemoved: () => void }) {
  const trpc = useTRPC()
  const text = useText().account
  const form = useSchemaForm(schema, { password: '' })
  const onError = useFormErrors(form)
  const remove = useMutation(trpc.auth.totpRemove.mutationOptions({ onError, onSuccess: onRemoved }))
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={text.totpRemoveTitle} description={text.totpRemoveText}>
      <Form
        form={form}
        onSubmit={(values) => remove.mutate(values)}
        submitLabel={text.totpRemove}
        pending={remove.isPending}
        error={undefined}
        danger
        cancel={onClose}
      >
        <TextField control={form.control} name="password" label={text.password} type="password" autoComplete="current-password" />
      </Form>
    </Dialog>
  )
}
