'use client'

import { useMemo } from 'react'
import { type UseFormReturn, useWatch } from 'react-hook-form'
import * as z from 'zod'
import { useText } from '@/app/_text/use-text'
import { NumberField, SelectField, TextField } from '@/components/form/fields'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { type BackupPolicy, every, type KeepRules, keepRules, repositoryName, timeOfDay, timeZone } from '@/contracts/backups'

const schema = z
  .object({ on: z.enum(['yes', 'no']), every, at: timeOfDay, zone: timeZone, repository: repositoryName, ...keepRules.shape })
  .transform(({ on, every, at, zone, repository, ...keep }) => ({ on: on === 'yes', every, at, zone, repository, keep }))
type PolicyForm = UseFormReturn<z.input<typeof schema>, unknown, BackupPolicy>

export const usePolicyForm = ({ on, keep, ...policy }: BackupPolicy): PolicyForm =>
  useSchemaForm<z.input<typeof schema>, BackupPolicy>(schema, { on: on ? 'yes' : 'no', ...policy, ...keep })

/** The rules as typed; undefined while they are none. */
export function useTypedRules({ control }: PolicyForm): KeepRules | undefined {
  const [last, daily, weekly, monthly] = useWatch({ control, name: ['last', 'daily', 'weekly', 'monthly'] })
  return useMemo(() => keepRules.safeParse({ last, daily, weekly, monthly }).data, [last, daily, weekly, monthly])
}

/** When backups are made and how long they stay. With `repositories`, where they are kept can be chosen. */
export function PolicyFields({ form: { control }, repositories }: { form: PolicyForm; repositories?: string[] }) {
  const words = useText().backups
  return (
    <>
      <SelectField
        control={control}
        name="on"
        label={words.policy.on}
        options={[
          { value: 'yes', label: words.policy.onYes },
          { value: 'no', label: words.policy.onNo },
        ]}
      />
      <SelectField
        control={control}
        name="every"
        label={words.policy.every}
        options={every.options.map((value) => ({ value, label: words.every[value] }))}
      />
      <TextField control={control} name="at" label={words.policy.at} hint={words.policy.atHint} autoComplete="off" />
      <TextField control={control} name="zone" label={words.policy.zone} autoComplete="off" spellCheck={false} />
      {repositories !== undefined && (
        <SelectField
          control={control}
          name="repository"
          label={words.policy.repository}
          options={repositories.map((name) => ({ value: name, label: name }))}
        />
      )}
      <NumberField control={control} name="last" label={words.policy.last} />
      <NumberField control={control} name="daily" label={words.policy.daily} />
      <NumberField control={control} name="weekly" label={words.policy.weekly} />
      <NumberField control={control} name="monthly" label={words.policy.monthly} hint={`${words.policy.keepHint} ${words.policy.holds}`} />
    </>
  )
}
