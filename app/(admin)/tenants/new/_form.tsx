'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { planHint } from '@/app/_shared/plan-hint'
import { useText } from '@/app/_text/use-text'
import { SelectField, TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { useUnsavedGuard } from '@/components/form/use-unsaved-guard'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import { createTenantInput } from '@/contracts/api'

export function NewTenant() {
  const trpc = useTRPC()
  const router = useRouter()
  const text = useText()
  const words = text.tenants.new
  const plans = useQuery(trpc.plans.list.queryOptions({ sort: 'name', limit: 1000 }))
  const form = useSchemaForm(createTenantInput, { name: '', title: '', plan: '' })
  useUnsavedGuard(form.formState.isDirty && !form.formState.isSubmitted)
  const onError = useFormErrors(form, { conflict: 'name' })
  const create = useMutation(
    trpc.tenants.create.mutationOptions({
      onError,
      onSuccess: (made, sent) => {
        toast.done(words.created(sent.name))
        router.push(paths.tenant(made.tenant))
      },
    }),
  )
  const options = (plans.data?.items ?? []).map((plan) => ({ value: plan.id, label: plan.name, hint: planHint(plan.limits, text.common) }))
  return (
    <>
      <PageHeader title={words.title} back={{ href: paths.tenants, label: text.tenants.title }} />
      <Panel>
        <Form
          form={form}
          onSubmit={(values) => create.mutate(values)}
          submitLabel={words.submit}
          pending={create.isPending || create.isSuccess}
          error={undefined}
          disabledReason={plans.data?.items.length === 0 ? words.noPlans : undefined}
          cancel={paths.tenants}
        >
          <TextField control={form.control} name="name" label={words.name} hint={words.nameHint} autoComplete="off" spellCheck={false} />
          <TextField control={form.control} name="title" label={words.displayName} autoComplete="off" />
          <SelectField
            control={form.control}
            name="plan"
            label={words.plan}
            placeholder={words.planPlaceholder}
            grows
            hint={plans.data?.items.length === 0 ? words.noPlans : undefined}
            options={options}
          />
        </Form>
      </Panel>
    </>
  )
}
