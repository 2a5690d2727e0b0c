'use client'

import { type ReactNode, useId } from 'react'
import { cn } from '@/components/class-names'
import { useComponentText } from '@/components/text'
import { ErrorText } from './error-text'

/** What a control inside a field has to carry, so that label, hint and error belong to it. */
export interface FieldControl {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

interface FieldProps {
  label: string
  hint?: ReactNode
  error?: string | undefined
  optional?: boolean
  className?: string
  children: (control: FieldControl) => ReactNode
}

/** Label above, control, constraint under it, then the error. */
export function Field({ label, hint, error, optional = false, className, children }: FieldProps) {
  const id = useId()
  const text = useComponentText()
  const hintId = hint === undefined ? undefined : `${id}-hint`
  const errorId = error === undefined ? undefined : `${id}-error`
  const describedBy = [hintId, errorId].filter((part) => part !== undefined).join(' ')
  return (
    <div className={cn('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="font-medium text-content-raise">
        {label}
        {optional && <span className="ml-1.5 text-xs font-normal text-content-tertiary">{text.optional}</span>}
      </label>
      {children({
        id,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {hint !== undefined && (
        <p id={hintId} className="text-xs text-content-secondary">
          {hint}
        </p>
      )}
      {error !== undefined && <ErrorText id={errorId}>{error}</ErrorText>}
    </div>
  )
}
