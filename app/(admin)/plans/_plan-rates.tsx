'use client'

import type { Control } from 'react-hook-form'
import type * as z from 'zod'
import { useText } from '@/app/_text/use-text'
import { NamesField, NumberField } from '@/components/form/fields'
import type { createPlanInput } from '@/contracts/api'

export type PlanInput = z.input<typeof createPlanInput>
export type PlanOutput = z.output<typeof createPlanInput>

/** How quick each service may be, and what it gets by asking. */
export function PlanRates({ control }: { control: Control<PlanInput, unknown, PlanOutput> }) {
  const text = useText()
  const words = text.resources
  const { limits } = text.common
  return (
    <>
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-3 text-content-secondary">{words.plan.each}</legend>
        <p className="text-content-tertiary">{words.plan.eachHint}</p>
        <NumberField control={control} name="limits.cpuPercent" label={words.cpuPercent} unit={words.cpuPercentUnit} optional />
        <NumberField control={control} name="limits.ioMiBps" label={words.ioMiBps} unit="MiB/s" optional />
        <NumberField control={control} name="limits.networkMbps" label={words.networkMbps} unit="Mbit/s" optional />
      </fieldset>
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-3 text-content-secondary">{words.plan.automatic}</legend>
        <p className="text-content-tertiary">{words.plan.automaticHint}</p>
        <NumberField control={control} name="automatic.cpus" label={limits.cpus} optional />
        <NumberField control={control} name="automatic.memoryMiB" label={limits.memory} unit="MiB" optional />
        <NumberField control={control} name="automatic.diskMiB" label={limits.disk} unit="MiB" optional />
        <NumberField control={control} name="automatic.processes" label={limits.processes} optional />
        <NumberField control={control} name="automatic.firstPort" label={words.plan.firstPort} hint={words.plan.firstPortHint} optional />
        <NamesField control={control} name="automatic.packages" label={words.plan.packages} hint={words.plan.packagesHint} optional />
      </fieldset>
    </>
  )
}
