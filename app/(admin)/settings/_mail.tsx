'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { LoadNewer } from '@/app/_shared/load-newer'
import { PanelSkeleton } from '@/app/_shared/page-skeleton'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { SelectField, TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import { type MailSettingsView, mailSettingsInput } from '@/contracts/alerts'

/** How alerts go out by mail, and which ways out are open. */
export function MailPanel({ className }: { className: string }) {
  const trpc = useTRPC()
  const text = useText().alerts
  const query = useQuery(trpc.alerts.mail.queryOptions())
  return (
    <Panel title={text.mail} description={text.mailHint} className={className}>
      <QueryView query={query} skeleton={<PanelSkeleton />}>
        {(data) => (
          <>
            <p className="mb-1">{data.relay ? text.mailRelay.open : text.mailRelay.closed}</p>
            <p className="mb-5">{data.proxy ? text.mailProxy.open : text.mailProxy.closed}</p>
            <MailForm settings={data} />
          </>
        )}
      </QueryView>
    </Panel>
  )
}

const partsOf = ({ from, user, security }: MailSettingsView) => ({ from, user, security })

function MailForm({ settings }: { settings: MailSettingsView }) {
  const trpc = useTRPC()
  const text = useText().alerts
  const form = useSchemaForm(mailSettingsInput, { ...partsOf(settings), password: '' })
  const [begun, setBegun] = useState(() => partsOf(settings))
  const onError = useFormErrors(form)
  const save = useMutation(
    trpc.alerts.setMail.mutationOptions({
      onError,
      onSuccess: (_, { password, was, ...saved }) => {
        setBegun(saved)
        form.setValue('password', '')
        toast.done(text.mailSaved)
      },
    }),
  )
  const queryClient = useQueryClient()
  const load = async () => {
    const newest = partsOf(await queryClient.fetchQuery({ ...trpc.alerts.mail.queryOptions(), staleTime: 0 }))
    setBegun(newest)
    form.reset({ ...newest, password: '' })
    save.reset()
  }
  const { control } = form
  return (
    <Form
      form={form}
      onSubmit={({ password, ...rest }) => save.mutate({ ...rest, ...(password === '' ? {} : { password }), was: begun })}
      submitLabel={text.mailSave}
      pending={save.isPending}
      error={undefined}
    >
      <TextField control={control} name="from" label={text.mailFrom} type="email" autoComplete="off" />
      <SelectField
        control={control}
        name="security"
        label={text.mailSecurity}
        options={(['start', 'tls', 'none'] as const).map((one) => ({ value: one, label: text.mailSecurities[one] }))}
      />
      <TextField control={control} name="user" label={text.mailUser} autoComplete="off" optional />
      <TextField
        control={control}
        name="password"
        label={text.mailPassword}
        type="password"
        autoComplete="new-password"
        hint={settings.hasPassword ? text.mailKept : undefined}
        optional
      />
      <LoadNewer error={save.error} onLoad={load} />
    </Form>
  )
}
