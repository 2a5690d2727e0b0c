'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useAsked } from '@/app/_shared/asked'
import { useFormErrors } from '@/app/_shared/form-errors'
import { amountsText, LimitsUse } from '@/app/_shared/limits-use'
import { LoadNewer } from '@/app/_shared/load-newer'
import { maySell } from '@/app/_shared/may'
import { useMe } from '@/app/_shared/me'
import { PanelSkeleton } from '@/app/_shared/page-skeleton'
import { planHint } from '@/app/_shared/plan-hint'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { SelectField, TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Checkbox } from '@/components/ui/checkbox'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import { updateTenantInput } from '@/contracts/api'
import type { TenantDetailView } from '@/contracts/detail'
import { ChangeReseller } from './_reseller'
import { TakeBack } from './_take-back'

/** The plan of a tenant and its display name: what an administrator can change of it. */
export function TenantPlan({ tenant }: { tenant: string }) {
  const trpc = useTRPC()
  const me = useMe()
  const query = useQuery(trpc.tenants.get.queryOptions({ tenant }))
  return (
    <QueryView query={query} skeleton={<PanelSkeleton />}>
      {(data) => (
        <div className="grid gap-5 lg:grid-cols-2">
          <div className="flex flex-col gap-5">
            {maySell(me) && <ChangePlan tenant={data} />}
            {maySell(me) && data.extra !== null && <TakeBack tenant={data} />}
            {maySell(me) && <Rename tenant={data} />}
            {me.role === 'administrator' && <ChangeReseller tenant={data} />}
          </div>
          <Use tenant={data} />
        </div>
      )}
    </QueryView>
  )
}

function Use({ tenant }: { tenant: TenantDetailView }) {
  const text = useText().tenants
  return (
    <Panel title={text.changePlan.limits} description={text.detail.useHint} className="self-start">
      <LimitsUse tenant={tenant} />
    </Panel>
  )
}

/** The tenant as it is by now. */
function useNewest(tenant: string): () => Promise<TenantDetailView> {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  return () => queryClient.fetchQuery({ ...trpc.tenants.get.queryOptions({ tenant }), staleTime: 0 })
}

function ChangePlan({ tenant }: { tenant: TenantDetailView }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenants.changePlan
  const plans = useQuery(trpc.plans.list.queryOptions({ sort: 'name', limit: 1000 }))
  const form = useSchemaForm(updateTenantInput, { tenant: tenant.id, plan: tenant.plan })
  const onError = useFormErrors(form, { conflict: 'plan' })
  const [begun, setBegun] = useState(tenant.plan)
  const [keeps, setKeeps] = useState(false)
  const update = useMutation(trpc.tenants.update.mutationOptions({ onError }))
  const { pending, failure, ask } = useAsked(() => {
    const shortened = update.data?.shortened ?? 0
    // Only now: what the keep refuses is as it was.
    setBegun(update.variables?.plan ?? begun)
    toast.done(words.done, shortened === 0 ? undefined : text.plans.shortened(shortened))
  })
  const given = amountsText(tenant.extra ?? {}, text).join(', ')
  const changes = form.watch('plan') !== tenant.plan
  const newest = useNewest(tenant.id)
  const load = async () => {
    const { plan } = await newest()
    setBegun(plan)
    form.reset({ tenant: tenant.id, plan })
    update.reset()
  }
  return (
    <Panel title={words.title}>
      <Form
        form={form}
        onSubmit={(values) =>
          ask(() => update.mutateAsync({ ...values, extra: changes && !keeps ? 'drop' : 'keep', was: { plan: begun } }))
        }
        submitLabel={words.submit}
        pending={pending}
        error={update.isError ? undefined : failure}
      >
        <SelectField
          control={form.control}
          name="plan"
          label={words.label}
          hint={words.hint}
          grows
          options={(plans.data?.items ?? [{ id: tenant.plan, name: tenant.planName, limits: tenant.limits }]).map((plan) => ({
            value: plan.id,
            label: plan.name,
            hint: planHint(plan.limits, text.common),
          }))}
        />
        {given !== '' && changes && <Checkbox checked={keeps} onChange={setKeeps} label={words.keep(given)} hint={words.keepHint} />}
        <LoadNewer error={update.error} onLoad={load} />
      </Form>
    </Panel>
  )
}

function Rename({ tenant }: { tenant: TenantDetailView }) {
  const trpc = useTRPC()
  const text = useText().tenants.rename
  const form = useSchemaForm(updateTenantInput, { tenant: tenant.id, title: tenant.title })
  const onError = useFormErrors(form)
  const [begun, setBegun] = useState(tenant.title)
  const update = useMutation(
    trpc.tenants.update.mutationOptions({
      onError,
      onSuccess: (_, { title = begun }) => {
        toast.done(text.done)
        setBegun(title)
      },
    }),
  )
  const newest = useNewest(tenant.id)
  const load = async () => {
    const { title } = await newest()
    setBegun(title)
    form.reset({ tenant: tenant.id, title })
    update.reset()
  }
  return (
    <Panel title={text.label}>
      <Form
        form={form}
        onSubmit={(values) => update.mutate({ ...values, was: { title: begun } })}
        submitLabel={text.submit}
        pending={update.isPending}
        error={undefined}
      >
        <TextField control={form.control} name="title" label={text.label} autoComplete="off" />
        <LoadNewer error={update.error} onLoad={load} />
      </Form>
    </Panel>
  )
}
