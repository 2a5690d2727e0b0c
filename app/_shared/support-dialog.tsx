'use client'

import { useMutation } from '@tanstack/react-query'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { startSupportInput } from '@/contracts/api'
import type { TenantView } from '@/contracts/views'
import { useFormErrors } from './form-errors'

/** Asks why, then goes on to the tenant's pages. */
export function SupportDialog({ tenant, onClose }: { tenant: TenantView; onClose: () => void }) {
  const trpc = useTRPC()
  const words = useText().support
  const form = useSchemaForm(startSupportInput, { tenant: tenant.id, reason: '' })
  const onError = useFormErrors(form)
  const start = useMutation(
    trpc.support.start.mutationOptions({ onError, onSuccess: () => window.location.assign(paths.own.overview(tenant.id)) }),
  )
  return (
    <FormDialog
      title={words.title(tenant.title)}
      description={words.description}
      form={form}
      onSubmit={(values) => start.mutate(values)}
      submitLabel={words.start}
      pending={start.isPending || start.isSuccess}
      onClose={onClose}
    >
      <TextField control={form.control} name="reason" label={words.reason} hint={words.reasonHint} autoComplete="off" />
    </FormDialog>
  )
}
