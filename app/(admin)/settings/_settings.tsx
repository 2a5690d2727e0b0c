'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { ApprovalKeys } from '@/app/_shared/approval-keys'
import { AuthorityPanel } from '@/app/_shared/authority'
import { useFormErrors } from '@/app/_shared/form-errors'
import { IdleFields } from '@/app/_shared/idle-fields'
import { LoadNewer } from '@/app/_shared/load-newer'
import { useMe } from '@/app/_shared/me'
import { PanelSkeleton } from '@/app/_shared/page-skeleton'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { toast } from '@/components/ui/toast'
import { settingsInput } from '@/contracts/api'
import type { SettingsView } from '@/contracts/detail'
import { Machine } from './_machine'
import { MailPanel } from './_mail'
import { MetricsPanel } from './_metrics'
import { SignInSettings } from './_sign-in-settings'

export function Settings() {
  const trpc = useTRPC()
  const text = useText().settings
  const administrator = useMe().role === 'administrator'
  const query = useQuery(trpc.settings.get.queryOptions())
  const tenants = useQuery(trpc.tenants.list.queryOptions({ sort: 'name', limit: 1000 }))
  const nameOf = (id: string) => tenants.data?.items.find((tenant) => tenant.id === id)?.title ?? id
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <div className="grid gap-5 lg:grid-cols-2">
        <Panel title={text.installation} flush className="self-start">
          <QueryView
            query={query}
            skeleton={
              <div className="p-4">
                <PanelSkeleton />
              </div>
            }
          >
            {(data) => (
              <Properties
                items={[
                  { label: text.version, value: data.version },
                  { label: text.address, value: <span className="break-all">{data.panelUrl}</span> },
                  { label: text.rpId, value: data.rpId },
                ]}
              />
            )}
          </QueryView>
        </Panel>
        <Machine />
        <Panel title={text.trust} description={text.trustHint} flush className="lg:col-span-2">
          <ApprovalKeys nameOf={nameOf} />
        </Panel>
        <AuthorityPanel className="lg:col-span-2" />
        {administrator && <MailPanel className="lg:col-span-2" />}
        {administrator && <MetricsPanel className="lg:col-span-2" />}
        {administrator && <SignInSettings />}
        {administrator && (
          <Panel title={text.idle} className="lg:col-span-2">
            <QueryView query={query} skeleton={<PanelSkeleton />}>
              {(data) => <IdleForm settings={data} />}
            </QueryView>
          </Panel>
        )}
      </div>
    </>
  )
}

function IdleForm({ settings }: { settings: SettingsView }) {
  const trpc = useTRPC()
  const text = useText().settings
  const queryClient = useQueryClient()
  const [{ defaultIdle }, setBegun] = useState(settings)
  const form = useSchemaForm(settingsInput, { defaultIdle })
  const onError = useFormErrors(form)
  const update = useMutation(
    trpc.settings.update.mutationOptions({
      onError,
      onSuccess: (_, saved) => {
        toast.done(text.saved)
        setBegun({ ...settings, ...saved })
      },
    }),
  )
  const load = async () => {
    const newest = await queryClient.fetchQuery({ ...trpc.settings.get.queryOptions(), staleTime: 0 })
    setBegun(newest)
    form.reset({ defaultIdle: newest.defaultIdle })
    update.reset()
  }
  return (
    <Form
      form={form}
      onSubmit={(values) => update.mutate({ ...values, was: { defaultIdle } })}
      submitLabel={text.idleSubmit}
      pending={update.isPending}
      error={undefined}
    >
      <IdleFields control={form.control} freeze="defaultIdle.freezeAfterSeconds" stop="defaultIdle.stopAfterSeconds" />
      <LoadNewer error={update.error} onLoad={load} />
    </Form>
  )
}
