'use client'

import * as z from 'zod'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Dialog } from '@/components/ui/dialog'

const schema = z.object({ password: z.string().max(256) })

interface PasswordDialogProps {
  title: string
  description: string
  submitLabel: string
  danger?: boolean
  pending: boolean
  error: string | undefined
  onSubmit: (values: { password: string }) => void
  onClose: () => void
}

/** Asks for the password, so that an open session is not enough. */
export function PasswordDialog({ title, description, onSubmit, onClose, ...form }: PasswordDialogProps) {
  const text = useText().account
  const fields = useSchemaForm(schema, { password: '' })
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} description={description}>
      <Form form={fields} onSubmit={onSubmit} cancel={onClose} {...form}>
        <TextField control={fields.control} name="password" label={text.password} type="password" autoComplete="current-password" />
      </Form>
    </Dialog>
  )
}
