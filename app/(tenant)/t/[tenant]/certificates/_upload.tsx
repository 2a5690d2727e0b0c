'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import * as z from 'zod'
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextareaField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { toast } from '@/components/ui/toast'
import { seal } from '@/contracts/seal'

const schema = z.object({
  chain: z
    .string()
    .max(65_536)
    .regex(/-----BEGIN CERTIFICATE-----/, 'Paste PEM text that begins with “-----BEGIN CERTIFICATE-----”.'),
  key: z
    .string()
    .max(32_768)
    .regex(/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'Paste PEM text that begins with “-----BEGIN PRIVATE KEY-----”.'),
})
type Values = z.infer<typeof schema>

/** Takes a certificate and its key; the key is sealed for the gate before it leaves the browser. */
export function UploadCertificate({ tenant, onClose }: { tenant: string; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const text = useText().tenant.certificates
  const sealing = useQuery(trpc.certificates.sealingKey.queryOptions())
  const form = useSchemaForm<Values, Values>(schema, { chain: '', key: '' })
  const put = useMutation({
    mutationFn: async ({ chain, key, publicKey }: Values & { publicKey: string }) =>
      client.certificates.put.mutate({ tenant, chain, sealedKey: await seal(publicKey, key) }),
    onSuccess: () => {
      toast.done(text.uploaded)
      onClose()
    },
    onError: useFormErrors(form, { conflict: 'chain' }),
  })
  const publicKey = sealing.data?.publicKey
  return (
    <FormDialog
      title={text.add}
      className="max-w-2xl"
      form={form}
      onSubmit={(values) => publicKey !== undefined && put.mutate({ ...values, publicKey })}
      submitLabel={text.submit}
      pending={put.isPending || sealing.isPending}
      disabledReason={publicKey === undefined && !sealing.isPending ? text.noKey : undefined}
      onClose={onClose}
    >
      <TextareaField
        control={form.control}
        name="chain"
        label={text.chain}
        hint={text.chainHint}
        rows={6}
        spellCheck={false}
        className="font-mono text-xs"
      />
      <TextareaField
        control={form.control}
        name="key"
        label={text.key}
        hint={text.keyHint}
        rows={6}
        spellCheck={false}
        className="font-mono text-xs"
      />
    </FormDialog>
  )
}
