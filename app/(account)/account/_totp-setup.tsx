'use client'

import { useMutation } from '@tanstack/react-query'
import { create } from 'qrcode'
import { useMemo } from 'react'
import * as z from 'zod'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { CopyButton } from '@/components/ui/copy-button'

interface TotpSetupProps {
  secret: string
  uri: string
  onDone: () => void
  onCancel: () => void
}

/** Shows the secret as a picture and as text, then asks for a first code. */
export function TotpSetup({ secret, uri, onDone, onCancel }: TotpSetupProps) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.account
  const schema = z.object({
    code: z
      .string()
      .trim()
      .regex(/^\d{6}$/, text.auth.signIn.codeFormat),
  })
  const form = useSchemaForm(schema, { code: '' })
  const onError = useFormErrors(form)
  const confirm = useMutation(trpc.auth.totpConfirm.mutationOptions({ onError, onSuccess: onDone }))
  return (
    <div className="flex flex-col gap-4">
      <p>{words.totpScan}</p>
      <QrCode text={uri} label={words.totpQr} />
      <div>
        <p className="text-xs text-content-secondary">{words.totpSecret}</p>
        <p className="flex items-center gap-1">
          <code className="font-mono text-xs break-all text-content-raise">{secret}</code>
          <CopyButton value={secret} what={words.totpSecret} />
        </p>
      </div>
      <Form
        form={form}
        onSubmit={(values) => confirm.mutate(values)}
        submitLabel={words.totpConfirm}
        pending={confirm.isPending}
        error={undefined}
        cancel={onCancel}
      >
        <TextField control={form.control} name="code" label={words.totpCode} inputMode="numeric" autoComplete="one-time-code" />
      </Form>
    </div>
  )
}

/** Dark on light in both themes: cameras want it so. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const { modules } = create(text, { errorCorrectionLevel: 'M' })
    let drawn = ''
    for (let y = 0; y < modules.size; y++) for (let x = 0; x < modules.size; x++) if (modules.get(y, x)) drawn += `M${x} ${y}h1v1h-1z`
    return { size: modules.size, path: drawn }
  }, [text])
  return (
    <svg role="img" aria-label={label} viewBox={`-4 -4 ${size + 8} ${size + 8}`} shapeRendering="crispEdges" className="size-44 rounded-md">
      <rect x={-4} y={-4} width={size + 8} height={size + 8} className="fill-(--qr-light)" />
      <path d={path} className="fill-(--qr-dark)" />
    </svg>
  )
}
