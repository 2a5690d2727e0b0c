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
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'
import { type AlertMetric, type AlertView, alertScopes, alertUnitOf, isProblem, licenceDays, problemLimit } from '@/contracts/alerts'
import { alertForm, changeableOf, typedOf } from './alert-form'
import { AlertSecret } from './alert-secret'
import { conditionOf, metricName } from './alert-words'

interface AlertDialogProps {
  /** Whose rule it is; without it the installation's. */
  tenant: string | undefined
  /** The rule to change; without it a new one. */
  rule?: AlertView
  onClose: () => void
}

/** Adds or changes a rule, in a window at the side; then shows the webhook's secret, once. */
export function AlertDialog({ tenant, rule, onClose }: AlertDialogProps) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.alerts
  const [secret, setSecret] = useState<string>()
  const schema = useMemo(
    () => alertForm(words.form, rule?.quiet?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone),
    [words, rule?.quiet?.zone],
  )
  const form = useSchemaForm(schema, typedOf(rule, tenant === undefined ? 'load' : 'cpu'))
  const [about, chosen] = useWatch({ control: form.control, name: ['about', 'metric'] })
  const services = useQuery(trpc.services.list.queryOptions({ sort: 'name', limit: 1000, ...(tenant === undefined ? {} : { tenant }) }))
  const onError = useFormErrors(form)
  const shown = (done: string) => (made: { secret: string | null }) => {
    toast.done(done)
    if (made.secret === null) onClose()
    else setSecret(made.secret)
  }
  const add = useMutation(trpc.alerts.add.mutationOptions({ onError, onSuccess: shown(words.added) }))
  const update = useMutation(trpc.alerts.update.mutationOptions({ onError, onSuccess: shown(words.changed) }))
  const scope = about !== '' ? 'service' : tenant === undefined ? 'machine' : 'tenant'
  const { setValue } = form
  // What is measured of a service is not what is measured of the machine.
  useEffect(() => {
    const fitting: readonly AlertMetric[] = alertScopes[scope]
    if (rule === undefined && !fitting.includes(chosen) && fitting[0] !== undefined) setValue('metric', fitting[0])
  }, [rule, scope, chosen, setValue])
  // The days until an end only become fewer.
  useEffect(() => {
    if (rule === undefined && chosen === licenceDays) setValue('direction', 'below')
  }, [rule, chosen, setValue])
  // A problem is there or not.
  useEffect(() => {
    if (rule !== undefined || !isProblem(chosen)) return
    setValue('direction', problemLimit.direction)
    setValue('threshold', String(problemLimit.threshold))
  }, [rule, chosen, setValue])
  const { close, question } = useUnsavedClose(form.formState.isDirty && secret === undefined, onClose)
  if (secret !== undefined) return <AlertSecret secret={secret} onClose={onClose} />
  const { control } = form
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      placement="side"
      title={rule === undefined ? words.addTitle : words.changeTitle(conditionOf(rule, text))}
    >
      <Form
        form={form}
        onSubmit={(values) =>
          rule === undefined
            ? add.mutate({ ...values, ...(tenant === undefined ? {} : { tenant }) })
            : update.mutate({ alert: rule.id, ...changeableOf(values), was: changeableOf(rule) })
        }
        submitLabel={rule === undefined ? words.form.submit : text.common.save}
        pending={add.isPending || update.isPending}
        error={undefined}
        cancel={close}
      >
        {rule === undefined && (
          <>
            <SelectField
              control={control}
              name="about"
              label={words.form.about}
              grows
              options={[
                { value: '', label: tenant === undefined ? words.machineAndAll : words.wholeTenant },
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
          </>
        )}
        {chosen !== licenceDays && !isProblem(chosen) && (
          <SelectField
            control={control}
            name="direction"
            label={words.form.direction}
            options={(['above', 'below'] as const).map((one) => ({ value: one, label: words.directions[one] }))}
          />
        )}
        {!isProblem(chosen) && (
          <TextField
            control={control}
            name="threshold"
            label={words.form.threshold}
            hint={words.form.thresholdUnit(words.form.units[alertUnitOf(chosen)])}
            inputMode="decimal"
            autoComplete="off"
          />
        )}
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
