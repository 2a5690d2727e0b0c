'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { IdleFields } from '@/app/_shared/idle-fields'
import { LoadNewer } from '@/app/_shared/load-newer'
import { useText } from '@/app/_text/use-text'
import { NumberField, TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { toast } from '@/components/ui/toast'
import { createPlanInput } from '@/contracts/api'
import { type IdlePolicy, standardFirewallRules } from '@/contracts/limits'
import type { PlanView } from '@/contracts/views'
import { type PlanInput, type PlanOutput, PlanRates } from './_plan-rates'

/** What a new plan starts with: a small one. */
const freshLimits = { services: 10, cpus: 4, memoryMiB: 4096, diskMiB: 20_480, processes: 2000, firewallRules: standardFirewallRules }

const partsOf = ({ name, limits, idle, automatic }: PlanView) => ({ name, limits, idle, automatic })
/**
 * What the form begins with: fields for amounts, also where none is given without a person, and for rules of the firewall, of which a plan from
 * before there were any says nothing.
 */
const startOf = (plan: PlanView): PlanInput => ({
  ...partsOf(plan),
  limits: { firewallRules: standardFirewallRules, ...plan.limits },
  automatic: plan.automatic ?? {},
})

interface PlanDialogProps {
  /** The plan to change; without it a new one. */
  plan: PlanView | undefined
  /** The plan as it is by now; none when it is gone. */
  reload: () => Promise<PlanView | undefined>
  /** Sleep times of a new plan. */
  idle: IdlePolicy
  onClose: () => void
}

/** Makes a plan or changes one, in a window at the side. */
export function PlanDialog({ plan, reload, idle, onClose }: PlanDialogProps) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.plans
  const [begun, setBegun] = useState(plan)
  const form = useSchemaForm<PlanInput, PlanOutput>(
    createPlanInput,
    begun === undefined ? { name: '', limits: freshLimits, idle, automatic: {} } : startOf(begun),
  )
  const onError = useFormErrors(form, { conflict: 'name' })
  const done = (said: string) => () => {
    toast.done(said)
    onClose()
  }
  const create = useMutation(trpc.plans.create.mutationOptions({ onError, onSuccess: done(words.created) }))
  const update = useMutation(
    trpc.plans.update.mutationOptions({
      onError,
      onSuccess: ({ shortened }) => {
        toast.done(words.saved, shortened === 0 ? undefined : words.shortened(shortened))
        onClose()
      },
    }),
  )
  const { limits } = text.common
  const load = async () => {
    const newest = await reload()
    if (newest === undefined) return onClose()
    setBegun(newest)
    form.reset(startOf(newest))
    update.reset()
  }
  return (
    <FormDialog
      placement="side"
      title={plan === undefined ? words.newTitle : words.editTitle(plan.name)}
      form={form}
      onSubmit={(values) =>
        begun === undefined ? create.mutate(values) : update.mutate({ ...values, plan: begun.id, was: partsOf(begun) })
      }
      submitLabel={plan === undefined ? words.submitNew : words.submitEdit}
      pending={create.isPending || update.isPending}
      onClose={onClose}
    >
      <TextField control={form.control} name="name" label={words.name} autoComplete="off" />
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-3 text-content-secondary">{words.limits}</legend>
        <NumberField control={form.control} name="limits.services" label={limits.services} />
        <NumberField
          control={form.control}
          name="limits.domains"
          label={text.resources.domains}
          hint={text.resources.plan.eachHint}
          optional
        />
        <NumberField control={form.control} name="limits.cpus" label={limits.cpus} />
        <NumberField control={form.control} name="limits.memoryMiB" label={limits.memory} unit="MiB" />
        <NumberField control={form.control} name="limits.diskMiB" label={limits.disk} unit="MiB" />
        <NumberField control={form.control} name="limits.processes" label={limits.processes} />
        <NumberField
          control={form.control}
          name="limits.trafficGiB"
          label={text.resources.plan.traffic}
          hint={text.resources.plan.trafficHint}
          unit="GiB"
          optional
        />
        <NumberField
          control={form.control}
          name="limits.throttledMbps"
          label={text.resources.plan.throttled}
          hint={text.resources.plan.throttledHint}
          unit="Mbit/s"
          optional
        />
        <NumberField control={form.control} name="limits.firewallRules" label={words.firewallRules} hint={words.firewallRulesHint} />
      </fieldset>
      <PlanRates control={form.control} />
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-3 text-content-secondary">{words.sleeping}</legend>
        <IdleFields control={form.control} freeze="idle.freezeAfterSeconds" stop="idle.stopAfterSeconds" />
      </fieldset>
      <LoadNewer error={update.error} onLoad={load} />
    </FormDialog>
  )
}
