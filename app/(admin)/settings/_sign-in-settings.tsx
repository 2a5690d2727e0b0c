'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import * as z from 'zod'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { PanelSkeleton } from '@/app/_shared/page-skeleton'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Notice } from '@/components/ui/notice'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import type { OidcSettingsView } from '@/contracts/detail'
import { oidcSettingsInput } from '@/contracts/oidc'
import { seal } from '@/contracts/seal'

const schema = oidcSettingsInput.omit({ sealedSecret: true }).extend({ secret: z.string().max(1024) })
type Values = z.output<typeof schema>

/** The OpenID Connect provider that people may sign in by. */
export function SignInSettings() {
  const trpc = useTRPC()
  const text = useText().settings.signIn
  const query = useQuery(trpc.oidc.settings.queryOptions())
  return (
    <Panel title={text.title} description={text.hint} className="lg:col-span-2" actions={query.data?.on === true && <TurnOff />}>
      <QueryView query={query} skeleton={<PanelSkeleton />}>
        {(data) => <SignInForm key={`${data.issuer} ${data.clientId} ${data.label}`} settings={data} />}
      </QueryView>
    </Panel>
  )
}

function SignInForm({ settings }: { settings: OidcSettingsView }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const text = useText().settings.signIn
  const form = useSchemaForm(schema, { label: settings.label, issuer: settings.issuer, clientId: settings.clientId, secret: '' })
  const save = useMutation({
    mutationFn: async ({ secret, ...values }: Values) => {
      const sealed = secret === '' ? {} : { sealedSecret: await seal(settings.sealingKey, secret) }
      await client.oidc.setSettings.mutate({ ...values, ...sealed })
    },
    onSuccess: async () => {
      form.setValue('secret', '')
      toast.done(text.saved)
      await queryClient.invalidateQueries({ queryKey: trpc.oidc.pathKey() })
    },
    onError: useFormErrors(form),
  })
  const host = URL.canParse(settings.issuer) ? new URL(settings.issuer).host : undefined
  const reached = settings.wayOut !== null && (host === undefined || host === settings.wayOut)
  return (
    <div className="flex flex-col gap-5">
      <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[auto_1fr]">
        <dt className="text-content-secondary">{text.returnUrl}</dt>
        <dd className="break-all font-mono text-xs">{settings.returnUrl}</dd>
        {settings.wayOut !== null && (
          <>
            <dt className="text-content-secondary">{text.wayOut}</dt>
            <dd className="break-all">{settings.wayOut}</dd>
          </>
        )}
      </dl>
      {!reached && <Notice tone="warn">{text.noWayOut(host ?? text.hostExample)}</Notice>}
      <Form form={form} onSubmit={(values) => save.mutate(values)} submitLabel={text.submit} pending={save.isPending} error={undefined}>
        <TextField control={form.control} name="label" label={text.label} hint={text.labelHint} autoComplete="off" />
        <TextField control={form.control} name="issuer" label={text.issuer} hint={text.issuerHint} type="url" autoComplete="off" />
        <TextField control={form.control} name="clientId" label={text.clientId} autoComplete="off" />
        <TextField
          control={form.control}
          name="secret"
          label={text.secret}
          hint={settings.on ? text.secretKept : text.secretHint}
          type="password"
          autoComplete="off"
        />
      </Form>
    </div>
  )
}

function TurnOff() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const text = useText()
  const words = text.settings.signIn
  const [asking, setAsking] = useState(false)
  const remove = useMutation(
    trpc.oidc.removeSettings.mutationOptions({
      onSuccess: async () => {
        setAsking(false)
        toast.done(words.turnedOff)
        await queryClient.invalidateQueries({ queryKey: trpc.oidc.pathKey() })
      },
    }),
  )
  return (
    <>
      <Button onClick={() => setAsking(true)}>{words.turnOff}</Button>
      {asking && (
        <ConfirmDialog
          open
          onOpenChange={() => setAsking(false)}
          title={words.turnOffTitle}
          consequence={words.turnOffConsequence}
          confirmLabel={words.turnOff}
          pending={remove.isPending}
          error={remove.isError ? messageOf(remove.error, text.common.unavailable) : undefined}
          onConfirm={() => remove.mutate()}
        />
      )}
    </>
  )
}
