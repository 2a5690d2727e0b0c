'use client'

import { useMemo } from 'react'
import { useWatch } from 'react-hook-form'
import { useText } from '@/app/_text/use-text'
import { NumberField, SelectField, TextareaField, TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { protocol } from '@/contracts/firewall'
import { hostVerdict } from '@/contracts/host'
import { hostRuleSchema, hostRuleValues, type PlacedHostRule } from './_rule-form'

interface Props {
  /** The rule to change; without it a new one. */
  before: PlacedHostRule | undefined
  /** The last place that a rule may have. */
  end: number
  pending: boolean
  error: string | undefined
  onSubmit: (placed: PlacedHostRule) => void
  onClose: () => void
}

/** Adds a rule or changes one, in a window at the side. */
export function HostRuleDialog({ before, end, pending, error, onSubmit, onClose }: Props) {
  const text = useText()
  const words = text.machine.dialog
  const schema = useMemo(() => hostRuleSchema(before?.rule, end, words.portsWrong), [before, end, words])
  const form = useSchemaForm(schema, hostRuleValues(before, end))
  const { control } = form
  const [spoken] = useWatch({ control, name: ['protocol'] })
  return (
    <FormDialog
      placement="side"
      title={before === undefined ? words.title : words.editTitle(before.place)}
      form={form}
      onSubmit={onSubmit}
      submitLabel={before === undefined ? words.submit : words.submitEdit}
      pending={pending}
      error={error}
      onClose={onClose}
    >
      <SelectField
        control={control}
        name="verdict"
        label={words.verdict}
        options={hostVerdict.options.map((value) => ({
          value,
          label: text.firewall.verdicts[value],
          hint: text.firewall.verdictHints[value],
        }))}
      />
      <TextareaField
        control={control}
        name="networks"
        label={words.networks}
        hint={words.networksHint}
        rows={4}
        spellCheck={false}
        optional
      />
      <SelectField
        control={control}
        name="protocol"
        label={words.protocol}
        options={protocol.options.map((value) => ({ value, label: text.firewall.dialog.protocols[value] }))}
      />
      {(spoken === 'tcp' || spoken === 'udp') && (
        <TextField control={control} name="ports" label={words.ports} hint={words.portsHint} optional autoComplete="off" />
      )}
      <TextField control={control} name="comment" label={words.comment} optional autoComplete="off" />
      <NumberField control={control} name="place" label={words.place} hint={words.placeHint(end)} />
    </FormDialog>
  )
}
