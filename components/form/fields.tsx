'use client'

import { type ComponentProps, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { type Control, type FieldError, type FieldPath, type FieldValues, useController } from 'react-hook-form'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select, type SelectOption } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { numberTyped } from './number-typed'

interface Common<Input extends FieldValues, Output> {
  control: Control<Input, unknown, Output>
  name: FieldPath<Input>
  label: string
  hint?: ReactNode
  optional?: boolean
}

type InputProps = Pick<
  ComponentProps<'input'>,
  'type' | 'autoComplete' | 'placeholder' | 'inputMode' | 'autoFocus' | 'spellCheck' | 'readOnly' | 'maxLength'
>

/** What was typed before the page listened is in the element, and not in the form yet. */
function useEarlyTyping(value: unknown, onChange: (value: string) => void) {
  const element = useRef<HTMLInputElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page begins to listen
  useLayoutEffect(() => {
    if (element.current !== null && element.current.value !== (value ?? '')) onChange(element.current.value)
  }, [])
  return element
}

/** A line of text. */
export function TextField<T extends FieldValues, O>({ control, name, label, hint, optional, ...rest }: Common<T, O> & InputProps) {
  const { field, fieldState } = useController({ control, name })
  const early = useEarlyTyping(field.value, field.onChange)
  return (
    <Field label={label} hint={hint} optional={optional ?? false} error={fieldState.error?.message}>
      {(ids) => (
        <Input
          {...rest}
          {...ids}
          {...field}
          ref={(node) => {
            field.ref(node)
            early.current = node
          }}
          value={field.value ?? ''}
        />
      )}
    </Field>
  )
}

/** Names with spaces between them; empty is nothing. */
export function NamesField<T extends FieldValues, O>({ control, name, label, hint, optional }: Common<T, O>) {
  const { field, fieldState } = useController({ control, name })
  const names: readonly string[] = field.value ?? []
  const [text, setText] = useState(names.join(' '))
  const read = (typed: string) => typed.split(/[\s,]+/).filter((word) => word !== '')
  return (
    <Field label={label} hint={hint} optional={optional ?? false} error={complaintOf(fieldState.error)}>
      {(ids) => (
        <Input
          {...ids}
          {...field}
          spellCheck={false}
          // What was typed, with the space behind the last name; another list when the form was loaded anew.
          value={read(text).join(' ') === names.join(' ') ? text : names.join(' ')}
          onChange={(event) => {
            setText(event.target.value)
            const typed = read(event.target.value)
            field.onChange(typed.length === 0 ? undefined : typed)
          }}
        />
      )}
    </Field>
  )
}

/** A whole number with its unit at the right. What is no number stays as it was typed, for the schema to refuse; empty is nothing where it is optional. */
export function NumberField<T extends FieldValues, O>({ control, name, label, hint, unit, optional }: Common<T, O> & { unit?: string }) {
  const { field, fieldState } = useController({ control, name })
  return (
    <Field label={label} hint={hint} optional={optional ?? false} error={fieldState.error?.message}>
      {(ids) => (
        <span className="relative block">
          <Input
            {...ids}
            {...field}
            inputMode="numeric"
            value={String(field.value ?? '')}
            onChange={(event) => field.onChange(optional && event.target.value === '' ? undefined : numberTyped(event.target.value))}
            className={unit === undefined ? '' : 'pr-16'}
          />
          {unit !== undefined && (
            <span
              aria-hidden="true"
              className="label-mono pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-content-tertiary normal-case"
            >
              {unit}
            </span>
          )}
        </span>
      )}
    </Field>
  )
}

/** Of a field that stands for several values: the first complaint about one of them. */
const complaintOf = (error: FieldError | undefined): string | undefined =>
  error?.message ?? Object.values<unknown>(error ?? {}).flatMap((one) => (hasMessage(one) ? [one.message] : []))[0]

const hasMessage = (value: unknown): value is { message: string } =>
  typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'

/** Several lines of text. */
export function TextareaField<T extends FieldValues, O>({
  control,
  name,
  label,
  hint,
  optional,
  ...rest
}: Common<T, O> & Pick<ComponentProps<'textarea'>, 'rows' | 'placeholder' | 'spellCheck' | 'className'>) {
  const { field, fieldState } = useController({ control, name })
  return (
    <Field label={label} hint={hint} optional={optional ?? false} error={complaintOf(fieldState.error)}>
      {(ids) => <Textarea {...rest} {...ids} {...field} value={field.value ?? ''} />}
    </Field>
  )
}

/** One of several. */
export function SelectField<T extends FieldValues, O, V extends string>({
  control,
  name,
  label,
  hint,
  options,
  placeholder,
  grows = false,
}: Common<T, O> & { options: readonly SelectOption<V>[]; placeholder?: string; grows?: boolean }) {
  const { field, fieldState } = useController({ control, name })
  return (
    <Field label={label} hint={hint} error={fieldState.error?.message}>
      {(ids) => (
        <Select {...ids} value={field.value ?? null} onChange={field.onChange} options={options} placeholder={placeholder} grows={grows} />
      )}
    </Field>
  )
}
