'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useWatch } from 'react-hook-form'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { NumberField, SelectField, TextareaField, TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { direction, protocol, type Rule, type RuleContent, verdict } from '@/contracts/firewall'
import { type RuleValues, ruleSchema, valuesOf, type WrittenRule } from './rule-form'
import type { Whose } from './whose'

interface Props {
  whose: Whose
  /** The rule to change; none adds one. */
  rule: Rule | undefined
  /** Its place, beginning with 1; a new one's is the last. */
  place: number
  /** The last place that it may have. */
  end: number
  sets: readonly { id: string; name: string }[]
  onClose: () => void
}

/** Adds a rule or changes one, in a window at the side. */
export function RuleDialog({ whose, rule, place, end, sets, onClose }: Props) {
  const trpc = useTRPC()
  const words = useText().firewall
  const text = words.dialog
  const schema = useMemo(() => ruleSchema(rule, end, text), [rule, end, text])
  const form = useSchemaForm<RuleValues, WrittenRule>(schema, valuesOf(rule, place, whose.service))
  const { control } = form
  const [chosen, remote, spoken, when] = useWatch({ control, name: ['verdict', 'remote', 'protocol', 'when'] })
  const save = useMutation(trpc.firewall.save.mutationOptions({ onSuccess: onClose, onError: useFormErrors(form) }))
  const { tenant, plan } = whose
  // Whoever leaves the place as it was leaves it also where others have changed the list meanwhile.
  const [begun] = useState(place)
  const toOf = (written: number) => (written === begun ? undefined : written - 1)
  return (
    <FormDialog
      placement="side"
      title={rule === undefined ? text.addTitle : text.editTitle}
      form={form}
      onSubmit={(written) => save.mutate({ tenant, plan, id: rule?.id, rule: written.rule, was: contentOf(rule), to: toOf(written.place) })}
      submitLabel={rule === undefined ? text.submitNew : text.submitEdit}
      pending={save.isPending}
      onClose={onClose}
    >
      <SelectField
        control={control}
        name="direction"
        label={text.direction}
        options={direction.options.map((value) => ({ value, label: words.directions[value], hint: words.directionHints[value] }))}
      />
      <SelectField
        control={control}
        name="verdict"
        label={text.verdict}
        options={verdict.options.map((value) => ({ value, label: words.verdicts[value], hint: words.verdictHints[value] }))}
      />
      {chosen === 'limit' && <TextField control={control} name="rate" label={text.rate} hint={text.rateHint} autoComplete="off" />}
      <SelectField
        control={control}
        name="remote"
        label={text.remote}
        options={(['any', 'networks', 'set'] as const).map((value) => ({ value, label: text.remoteKinds[value] }))}
      />
      {remote === 'networks' && (
        <TextareaField control={control} name="networks" label={text.networks} hint={text.networksHint} rows={4} spellCheck={false} />
      )}
      {remote === 'set' && (
        <SelectField
          control={control}
          name="set"
          label={text.set}
          hint={sets.length === 0 ? text.noSets : undefined}
          options={sets.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <SelectField
        control={control}
        name="protocol"
        label={text.protocol}
        options={protocol.options.map((value) => ({ value, label: text.protocols[value] }))}
      />
      {(spoken === 'tcp' || spoken === 'udp') && (
        <TextField control={control} name="ports" label={text.ports} hint={text.portsHint} optional autoComplete="off" />
      )}
      {tenant !== undefined && <ServiceField control={control} tenant={tenant} several={(rule?.services?.length ?? 0) > 1} />}
      <SelectField
        control={control}
        name="when"
        label={text.when}
        options={(['always', 'hours'] as const).map((value) => ({ value, label: text.whens[value] }))}
      />
      {when === 'hours' && (
        <>
          <TextField control={control} name="days" label={text.days} hint={text.daysHint} autoComplete="off" />
          <TextField control={control} name="from" label={text.from} autoComplete="off" />
          <TextField control={control} name="to" label={text.to} hint={text.clockHint} autoComplete="off" />
        </>
      )}
      <TextField control={control} name="comment" label={text.comment} optional autoComplete="off" />
      <NumberField control={control} name="place" label={words.columns.place} hint={text.placeHint(end)} />
    </FormDialog>
  )
}

/** What the form began with, so that it does not undo what somebody else saved meanwhile. */
function contentOf(rule: Rule | undefined): RuleContent | undefined {
  if (rule === undefined) return undefined
  const { id: _, ...content } = rule
  return content
}

type Control = ReturnType<typeof useSchemaForm<RuleValues, WrittenRule>>['control']

function ServiceField({ control, tenant, several }: { control: Control; tenant: string; several: boolean }) {
  const trpc = useTRPC()
  const text = useText().firewall.dialog
  const services = useQuery(trpc.services.list.queryOptions({ tenant, limit: 1000 }))
  const options = [
    { value: 'all', label: text.allServices },
    ...(several ? [{ value: 'several', label: text.severalServices }] : []),
    ...(services.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ]
  return <SelectField control={control} name="service" label={text.service} options={options} grows />
}
