'use client'

import type { ReactNode } from 'react'
import type { FieldValues, UseFormReturn } from 'react-hook-form'
import { cn } from '@/components/class-names'
import { useComponentText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { ErrorText } from '@/components/ui/error-text'
import { LinkButton } from '@/components/ui/link-button'

export interface FormProps<Input extends FieldValues, Output> {
  form: UseFormReturn<Input, unknown, Output>
  onSubmit: (values: Output) => void
  /** Verb and object. */
  submitLabel: string
  pending: boolean
  /** What the backend said, when it belongs to no single field. */
  error: string | undefined
  disabledReason?: string | undefined
  danger?: boolean
  /** Where Cancel goes, or what it does. */
  cancel?: string | (() => void)
  /** Buttons as wide as the form (sign-in). */
  wide?: boolean
  className?: string
  children: ReactNode
}

/** One column of fields, the error, the buttons. Submit names the object. */
export function Form<Input extends FieldValues, Output>(props: FormProps<Input, Output>) {
  const text = useComponentText()
  const root = props.form.formState.errors.root?.message
  const error = props.error ?? root
  return (
    <form
      noValidate
      // Never `get`: what is typed must not get into an address, even when the page's own code does not run.
      method="post"
      onSubmit={props.form.handleSubmit(props.onSubmit)}
      className={cn('flex max-w-xl flex-col gap-5', props.className)}
    >
      {props.children}
      {error !== undefined && <ErrorText>{error}</ErrorText>}
      <div className={cn('flex flex-wrap gap-2', props.wide && 'flex-col')}>
        <Button
          type="submit"
          size="md"
          variant={props.danger ? 'danger' : 'primary'}
          pending={props.pending}
          disabledReason={props.disabledReason}
        >
          {props.submitLabel}
        </Button>
        {typeof props.cancel === 'string' && (
          <LinkButton size="md" href={props.cancel}>
            {text.cancel}
          </LinkButton>
        )}
        {typeof props.cancel === 'function' && (
          <Button size="md" onClick={props.cancel}>
            {text.cancel}
          </Button>
        )}
      </div>
    </form>
  )
}
