'use client'

import { useMemo } from 'react'
import { useWatch } from 'react-hook-form'
import { useText } from '@/app/_text/use-text'
import { SelectField, TextareaField, TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { protocol } from '@/contracts/firewall'
import { type HostRule, hostVerdict } from '@/contracts/host'
import { hostRuleSchema, newHostRule } from './_rule-form'

interface Props {
  pending: boolean
  onSubmit: (rule: HostRule) => void
  onClose: () => void
}

/** Adds a rule at the end, in a window at the side. */
export function HostRuleDialog({ pending, onSubmit, onClose }: Props) {
  const text = useText()
  const words = text.machine.dialog
  const schema = useMemo(() => hostRuleSchema(words.portsWrong), [words])
  const form = useSchemaForm(schema, newHostRule)
  const { control } = form
  const [spoken] = useWatch({ control, name: ['protocol'] })
  return (
    <FormDialog
      placement="side"
      title={words.title}
      form={form}
      onSubmit={onSubmit}
      submitLabel={words.submit}
      pending={pending}
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
    </FormDialog>
  )
}
