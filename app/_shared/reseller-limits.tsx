'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { NumberField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Dialog } from '@/components/ui/dialog'
import { formatMiB } from '@/components/ui/format'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { toast } from '@/components/ui/toast'
import { setResellerLimitsInput } from '@/contracts/api'
import { formatNumber } from '@/contracts/number'
import type { PersonView, ResellerView } from '@/contracts/views'
import { useFormErrors } from './form-errors'
import { PanelSkeleton } from './page-skeleton'
import { QueryFailed, QueryView } from './query-view'

/** What the reseller who is signed in may promise, and has promised. */
export function OwnResellerLimits() {
  const trpc = useTRPC()
  const words = useText().people.reseller
  const query = useQuery(trpc.resellers.get.queryOptions({}))
  return (
    <Panel title={words.own} description={words.hint} flush className="mb-5">
      <QueryView query={query} skeleton={<PanelSkeleton />}>
        {(data) => <Use reseller={data} />}
      </QueryView>
    </Panel>
  )
}

function Use({ reseller: { limits, promised } }: { reseller: ResellerView }) {
  const text = useText()
  const { usedOf, ...words } = text.common.limits
  const of = (key: keyof typeof limits, shown: (value: number) => string = formatNumber) => usedOf(shown(promised[key]), shown(limits[key]))
  return (
    <Properties
      items={[
        { label: text.tenants.title, value: of('tenants') },
        { label: words.services, value: of('services') },
        { label: words.cpus, value: of('cpus') },
        { label: words.memory, value: of('memoryMiB', formatMiB) },
        { label: words.disk, value: of('diskMiB', formatMiB) },
        { label: words.processes, value: of('processes') },
      ]}
    />
  )
}

/** For administrators: how much a reseller may promise. */
export function ResellerLimitsDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const trpc = useTRPC()
  const words = useText().people.reseller
  const query = useQuery(trpc.resellers.get.queryOptions({ person: person.id }))
  const title = words.title(person.name)
  if (query.data !== undefined) return <LimitsForm title={title} reseller={query.data} onClose={onClose} />
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} placement="side" title={title} description={words.hint}>
      {query.isError ? <QueryFailed error={query.error} retry={() => query.refetch()} /> : <PanelSkeleton />}
    </Dialog>
  )
}

function LimitsForm({ title, reseller, onClose }: { title: string; reseller: ResellerView; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const { limits: names } = text.common
  const form = useSchemaForm(setResellerLimitsInput, { person: reseller.person, limits: reseller.limits })
  const onError = useFormErrors(form)
  const save = useMutation(
    trpc.resellers.setLimits.mutationOptions({
      onError,
      onSuccess: () => {
        toast.done(text.people.reseller.saved)
        onClose()
      },
    }),
  )
  const { control } = form
  return (
    <FormDialog
      title={title}
      description={text.people.reseller.hint}
      placement="side"
      form={form}
      onSubmit={(values) => save.mutate(values)}
      submitLabel={text.people.reseller.save}
      pending={save.isPending}
      onClose={onClose}
    >
      <NumberField control={control} name="limits.tenants" label={text.tenants.title} />
      <NumberField control={control} name="limits.services" label={names.services} />
      <NumberField control={control} name="limits.cpus" label={names.cpus} />
      <NumberField control={control} name="limits.memoryMiB" label={names.memory} unit="MiB" />
      <NumberField control={control} name="limits.diskMiB" label={names.disk} unit="MiB" />
      <NumberField control={control} name="limits.processes" label={names.processes} />
    </FormDialog>
  )
}
