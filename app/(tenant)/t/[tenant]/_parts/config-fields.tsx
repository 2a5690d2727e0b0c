'use client'

import { useState } from 'react'
import { useText } from '@/app/_text/use-text'
import { numberTyped } from '@/components/form/number-typed'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Textarea } from '@/components/ui/textarea'
import { type KindDescriptor, secretSettings, settingComplaints } from '@/contracts/kinds'
import { scramVerifier } from '@/contracts/scram'

type Value = boolean | number | string | string[]
export type ConfigValues = Record<string, Value>

interface ConfigField {
  name: string
  label: string
  type: 'boolean' | 'integer' | 'string' | 'list' | 'password'
  standard: Value
}

interface Property {
  type?: string
  description?: string
  default?: Value
}

/** The fields of a kind's configuration, read from the JSON Schema that the keep sends: texts, whole numbers, yes or no, lists of texts. */
export function fieldsOfKind(kind: KindDescriptor): ConfigField[] {
  const properties = (kind.config.properties ?? {}) as unknown as Record<string, Property>
  return Object.entries(properties).map(([name, property]) => {
    const type = property.type === 'array' ? 'list' : property.type === 'boolean' || property.type === 'integer' ? property.type : 'string'
    const standard = property.default ?? { boolean: false, integer: 0, list: [], string: '' }[type]
    return { name, label: property.description ?? name, type: secretSettings.includes(name) ? 'password' : type, standard }
  })
}

/** What a form begins with: the kind's defaults, and over them what is set already. A password begins empty. */
export function startOf(kind: KindDescriptor | undefined, present: Record<string, unknown> = {}): ConfigValues {
  const fields = kind === undefined ? [] : fieldsOfKind(kind)
  return Object.fromEntries(
    fields.map((field) => [field.name, field.type === 'password' ? '' : ((present[field.name] as Value | undefined) ?? field.standard)]),
  )
}

/** The configuration as the keep wants it. A password becomes a verifier here and never leaves the browser; an empty one stays as it is. */
export async function configOf(kind: KindDescriptor, values: ConfigValues): Promise<ConfigValues> {
  const config: ConfigValues = {}
  for (const field of fieldsOfKind(kind)) {
    const value = values[field.name] ?? field.standard
    if (field.type !== 'password') config[field.name] = value
    else if (value !== '') config[field.name] = await scramVerifier(String(value))
  }
  return config
}

interface ConfigFieldsProps {
  kind: KindDescriptor
  values: ConfigValues
  onChange: (values: ConfigValues) => void
  /** Somebody tried to save: complaints show at fields that nobody left yet, too. */
  complain: boolean
  /** For a service that is only being made. */
  fresh?: boolean
}

export function ConfigFields({ kind, values, onChange, complain, fresh = false }: ConfigFieldsProps) {
  const complaints = settingComplaints(kind, values)
  const set = (name: string, value: Value) => onChange({ ...values, [name]: value })
  return fieldsOfKind(kind).map((field) => (
    <ConfigControl
      key={field.name}
      field={field}
      value={values[field.name] ?? field.standard}
      set={(value) => set(field.name, value)}
      fresh={fresh}
      complaint={complaints[field.name]}
      complain={complain}
    />
  ))
}

interface ControlProps {
  field: ConfigField
  value: Value
  set: (value: Value) => void
  fresh: boolean
  complaint: string | undefined
  complain: boolean
}

function ConfigControl({ field, value, set, fresh, complaint, complain }: ControlProps) {
  const text = useText().tenant
  const [left, setLeft] = useState(false)
  const error = left || complain ? complaint : undefined
  if (field.type === 'boolean') return <Checkbox checked={value === true} onChange={set} label={field.label} />
  if (field.type === 'password')
    return (
      <Field label={text.create.password} hint={fresh ? text.create.passwordHint : `${text.create.passwordHint} ${text.settings.kept}`}>
        {(ids) => (
          <Input {...ids} type="password" autoComplete="new-password" value={String(value)} onChange={(event) => set(event.target.value)} />
        )}
      </Field>
    )
  if (field.type === 'list')
    return (
      <Field label={field.label} hint={text.create.oneALine} error={error}>
        {(ids) => (
          <Textarea
            {...ids}
            rows={3}
            spellCheck={false}
            value={Array.isArray(value) ? value.join('\n') : ''}
            onChange={(event) => set(event.target.value.split('\n'))}
            onBlur={(event) => {
              setLeft(true)
              set(
                event.target.value
                  .split('\n')
                  .map((line) => line.trim())
                  .filter((line) => line !== ''),
              )
            }}
          />
        )}
      </Field>
    )
  return (
    <Field label={field.label} error={error}>
      {(ids) => (
        <Input
          {...ids}
          inputMode={field.type === 'integer' ? 'numeric' : undefined}
          spellCheck={false}
          value={String(value)}
          onChange={(event) => set(field.type === 'integer' ? numberTyped(event.target.value) : event.target.value)}
          onBlur={() => setLeft(true)}
        />
      )}
    </Field>
  )
}
