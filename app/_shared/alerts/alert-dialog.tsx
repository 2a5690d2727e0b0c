'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { useWatch } from 'react-hook-form'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { NumberField, SelectField, TextareaField, TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useUnsavedClose } from '@/components/form/unsaved'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'
import { type AlertMetric, alertScopes, alertUnitOf, licenceDays } from '@/contracts/alerts'
import { alertForm } from './alert-form'
import { metricName } from './alert-words'

interface AlertDialogProps {
  /** Whose rule it is; without it the installation's. */
  tenant: string | undefined
  onClose: () => void
}

/** Adds a rule, in a window at the side; then shows the webhook's secret, once. */
export function AlertDialog({ tenant, onClose }: AlertDialogProps) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.alerts
  const [secret, setSecret] = useState<string>()
  const schema = useMemo(() => alertForm(words.form, Intl.DateTimeFormat().resolvedOptions().timeZone), [words])
  const form = useSchemaForm(schema, {
    about: '',
    metric: (tenant === undefined ? 'load' : 'cpu') as AlertMetric,
    direction: 'above' as 'above' | 'below',
    threshold: '',
    holdMinutes: 5,
    mail: '',
    webhook: '',
    quietFrom: '',
    quietTo: '',
  })
  const [about, chosen] = useWatch({ control: form.control, name: ['about', 'metric'] })
  const services = useQuery(trpc.services.list.queryOptions({ sort: 'name', limit: 500, ...(tenant === undefined ? {} : { tenant }) }))
  const onError = useFormErrors(form)
  const add = useMutation(
    trpc.alerts.add.mutationOptions({
      onError,
      onSuccess: (made) => {
        toast.done(words.added)
        if (made.secret === null) onClose()
        else setSecret(made.secret)
      },
    }),
  )
  const scope = about !== '' ? 'service' : tenant === undefined ? 'machine' : 'tenant'
  const { setValue } = form
  // What is measured of a service is not what is measured of the machine.
  useEffect(() => {
    const fitting: readonly AlertMetric[] = alertScopes[scope]
    if (!fitting.includes(chosen) && fitting[0] !== undefined) setValue('metric', fitting[0])
  }, [scope, chosen, setValue])
  // The days until an end only become fewer.
  useEffect(() => {
    if (chosen === licenceDays) setValue('direction', 'below')
  }, [chosen, setValue])
  const { close, question } = useUnsavedClose(form.formState.isDirty && secret === undefined, onClose)
  if (secret !== undefined) {
    return (
      <Dialog open onOpenChange={onClose} title={words.secretTitle} description={words.secretText}>
        <div className="flex items-center gap-2 rounded-md border border-stroke bg-surface-sunken py-2 pr-2 pl-3">
          <code className="min-w-0 flex-1 font-mono text-xs break-all text-content-raise">{secret}</code>
          <CopyButton value={secret} what={words.secret} />
        </div>
      </Dialog>
    )
  }
  const { control } = form
  return (
    <Dialog open onOpenChange={(open) => !open && close()} placement="side" title={words.addTitle}>
      <Form
        form={form}
        onSubmit={(values) => add.mutate({ ...values, ...(tenant === undefined ? {} : { tenant }) })}
        submitLabel={words.form.submit}
        pending={add.isPending}
        error={undefined}
        cancel={close}
      >
        <SelectField
          control={control}
          name="about"
          label={words.form.about}
          options={[
            { value: '', label: tenant === undefined ? words.machine : words.wholeTenant },
            ...(services.data?.items ?? []).map((one) => ({
              value: one.id,
              label: tenant === undefined ? `${one.tenantName}/${one.name}` : one.name,
            })),
          ]}
        />
        <SelectField
          control={control}
          name="metric"
          label={words.form.metric}
          options={alertScopes[scope].map((one) => ({ value: one, label: metricName(one, text) }))}
        />
        <SelectField
          control={control}
          name="direction"
          label={words.form.direction}
          options={(['above', 'below'] as const).map((one) => ({ value: one, label: words.directions[one] }))}
        />
        <TextField
          control={control}
          name="threshold"
          label={words.form.threshold}
          hint={words.form.thresholdUnit(words.form.units[alertUnitOf(chosen)])}
          inputMode="decimal"
          autoComplete="off"
        />
        <NumberField control={control} name="holdMinutes" label={words.form.hold} unit={words.form.minutes} />
        <TextareaField
          control={control}
          name="mail"
          label={words.form.mail}
          hint={tenant === undefined ? words.form.mailHintAdmin : words.form.mailHint}
          rows={3}
          optional
        />
        <TextField control={control} name="webhook" label={words.form.webhook} hint={words.form.webhookHint} type="url" optional />
        <TextField control={control} name="quietFrom" label={words.form.quietFrom} hint={words.form.quietHint} optional />
        <TextField control={control} name="quietTo" label={words.form.quietTo} optional />
      </Form>
      {question}
    </Dialog>
  )
}
