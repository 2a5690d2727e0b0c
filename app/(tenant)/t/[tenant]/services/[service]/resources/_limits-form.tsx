'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { LoadNewer } from '@/app/_shared/load-newer'
import { useMayDo } from '@/app/_shared/may-own'
import { useText } from '@/app/_text/use-text'
import { NumberField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { useUnsavedGuard } from '@/components/form/use-unsaved-guard'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import { amounts, type Rates, type Resources, resources } from '@/contracts/limits'
import type { ServiceView } from '@/contracts/views'
import { differs } from '../_differs'
import { useNewest } from '../_newest'
import { Rehearse } from '../_rehearse'

/** What the service may use, for its owners to change while it runs. */
export function LimitsForm({ service }: { service: ServiceView }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.resources
  const may = useMayDo(service.tenant, service.id, 'configure')
  const tenant = useQuery(trpc.tenants.get.queryOptions({ tenant: service.tenant }))
  const form = useSchemaForm<Resources, Resources>(resources, service.resources)
  const onError = useFormErrors(form)
  const [begun, setBegun] = useState(service.resources)
  const values = form.watch()
  useUnsavedGuard(differs(values, begun))
  const [chosen, setChosen] = useState<boolean>()
  const rehearse = chosen ?? amounts.some((name) => values[name] < begun[name])
  const update = useMutation(
    trpc.services.update.mutationOptions({
      onSuccess: (_, { resources: saved = begun }) => {
        toast.done(words.saved)
        setBegun(saved)
      },
      onError,
    }),
  )
  const newest = useNewest(service.id)
  const load = async () => {
    const view = await newest()
    setBegun(view.resources)
    form.reset(view.resources)
    update.reset()
  }
  const { control } = form
  const hint = (name: keyof Rates, unit: string, otherwise: string): string => {
    const most = tenant.data?.limits[name]
    return most === undefined ? otherwise : words.planHas(`${most} ${unit}`)
  }
  return (
    <Panel title={words.limits} description={words.limitsHint}>
      <Form
        form={form}
        onSubmit={(wanted) => update.mutate({ service: service.id, resources: wanted, rehearse, was: { resources: begun } })}
        submitLabel={words.save}
        pending={update.isPending}
        error={undefined}
        disabledReason={may ? undefined : text.tenant.services.noRight}
      >
        <div className="grid gap-5 sm:grid-cols-2">
          <NumberField control={control} name="cpus" label={words.cpus} />
          <NumberField control={control} name="memoryMiB" label={words.memoryMiB} unit="MiB" />
          <NumberField control={control} name="diskMiB" label={words.diskMiB} unit="MiB" />
          <NumberField control={control} name="processes" label={words.processes} />
          <NumberField
            control={control}
            name="cpuPercent"
            label={words.cpuPercent}
            unit={words.cpuPercentUnit}
            hint={hint('cpuPercent', '%', words.cpuPercentHint)}
            optional
          />
          <NumberField
            control={control}
            name="ioMiBps"
            label={words.ioMiBps}
            unit="MiB/s"
            hint={hint('ioMiBps', 'MiB/s', words.rateHint)}
            optional
          />
          <NumberField
            control={control}
            name="networkMbps"
            label={words.networkMbps}
            unit="Mbit/s"
            hint={hint('networkMbps', 'Mbit/s', words.rateHint)}
            optional
          />
        </div>
        <Rehearse checked={rehearse} onChange={setChosen} />
        <LoadNewer error={update.error} onLoad={load} />
      </Form>
    </Panel>
  )
}
