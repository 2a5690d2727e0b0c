'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import * as z from 'zod'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { QueryView } from '@/app/_shared/query-view'
import { useSuspended } from '@/app/_shared/suspended'
import { useText } from '@/app/_text/use-text'
import { SelectField, TextareaField, TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { useUnsavedGuard } from '@/components/form/use-unsaved-guard'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import { domainName } from '@/contracts/domain-name'
import { type KindDescriptor, settingComplaints } from '@/contracts/kinds'
import { slug } from '@/contracts/names'
import { ConfigFields, type ConfigValues, configOf, fieldsOfKind, startOf } from '../../_parts/config-fields'

const lines = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

const schema = z.object({
  kind: slug,
  name: slug,
  domains: z.string().transform(lines).pipe(z.array(domainName).max(50)),
})
type Values = z.input<typeof schema>

export function CreateService({ tenant }: { tenant: string }) {
  const trpc = useTRPC()
  const { services, tenant: text } = useText()
  const kinds = useQuery(trpc.catalogue.kinds.queryOptions())
  return (
    <>
      <PageHeader title={text.create.title} back={{ href: paths.own.services(tenant), label: services.title }} />
      <QueryView query={kinds} skeleton={<Skeleton className="h-80 w-full max-w-xl" />}>
        {(data) => <CreateForm tenant={tenant} kinds={data} />}
      </QueryView>
    </>
  )
}

function CreateForm({ tenant, kinds }: { tenant: string; kinds: KindDescriptor[] }) {
  const trpc = useTRPC()
  const router = useRouter()
  const text = useText().tenant.create
  const first = kinds.find((one) => one.kind === 'webserver') ?? kinds[0]
  const form = useSchemaForm<Values, z.output<typeof schema>>(schema, { kind: first?.kind ?? '', name: '', domains: '' })
  const [config, setConfig] = useState<ConfigValues>(() => startOf(first))
  const [complain, setComplain] = useState(false)
  const suspended = useSuspended(tenant)
  const errors = useFormErrors(form)
  const create = useMutation(
    trpc.services.create.mutationOptions({
      onSuccess: (made) => router.push(paths.own.service(tenant, made.service)),
      onError: errors,
    }),
  )
  useUnsavedGuard(form.formState.isDirty && !create.isSuccess)
  const kind = kinds.find((one) => one.kind === form.watch('kind'))
  const byName = kind?.addressing.includes('host') ?? false
  const submit = async (values: z.output<typeof schema>) => {
    if (kind === undefined) return
    const wrong = Object.keys(settingComplaints(kind, config)).length > 0
    setComplain(wrong)
    if (wrong) return
    create.mutate({
      tenant,
      kind: values.kind,
      name: values.name,
      domains: byName ? values.domains : [],
      config: await configOf(kind, config),
    })
  }
  if (first === undefined) return <p>{text.noKinds}</p>
  if (suspended !== undefined) return <p>{suspended}</p>
  return (
    <Form
      form={form}
      onSubmit={submit}
      submitLabel={text.submit}
      pending={create.isPending}
      error={undefined}
      cancel={paths.own.services(tenant)}
    >
      <KindField form={form} kinds={kinds} onKind={(next) => setConfig(startOf(next))} />
      <TextField control={form.control} name="name" label={text.name} hint={text.nameHint} autoComplete="off" spellCheck={false} />
      {byName && (
        <TextareaField
          control={form.control}
          name="domains"
          label={text.domains}
          hint={text.domainsHint}
          rows={3}
          optional
          spellCheck={false}
        />
      )}
      {kind !== undefined && fieldsOfKind(kind).length > 0 && (
        <details className="rounded-lg border border-stroke bg-surface-raised" open={!byName || complain}>
          <summary className="cursor-pointer px-4 py-2.5 font-medium text-content-raise">{text.more}</summary>
          <div className="flex flex-col gap-5 border-t border-stroke-faint p-4">
            <ConfigFields kind={kind} values={config} onChange={setConfig} complain={complain} fresh />
          </div>
        </details>
      )}
    </Form>
  )
}

interface KindFieldProps {
  form: ReturnType<typeof useSchemaForm<Values, z.output<typeof schema>>>
  kinds: KindDescriptor[]
  onKind: (kind: KindDescriptor) => void
}

function KindField({ form, kinds, onKind }: KindFieldProps) {
  const text = useText().tenant.create
  const chosen = form.watch('kind')
  const [last, setLast] = useState(chosen)
  const kind = kinds.find((one) => one.kind === chosen)
  if (chosen !== last) {
    setLast(chosen)
    if (kind !== undefined) onKind(kind)
  }
  const options = kinds.map((one) => ({ value: one.kind, label: one.title, hint: one.summary }))
  return <SelectField control={form.control} name="kind" label={text.kind} hint={kind?.summary} options={options} />
}
