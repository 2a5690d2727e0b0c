'use client'

import { useCallback } from 'react'
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form'
import { codeOf, fieldsOf, messageOf } from '@/app/_lib/errors'
import { useText } from '@/app/_text/use-text'

interface Landing<Input extends FieldValues> {
  /** Where an error without a field of its own belongs, such as a name that is taken. */
  conflict?: FieldPath<Input>
}

/** `onError` for a form's mutation: complaints about fields land on them, a conflict on its field, all else over the buttons. */
export function useFormErrors<Input extends FieldValues, Output>(
  form: UseFormReturn<Input, unknown, Output>,
  { conflict }: Landing<Input> = {},
): (error: unknown) => void {
  const text = useText().common
  const { setError, getValues } = form
  return useCallback(
    (error: unknown) => {
      const known = fieldsOf(error).filter(([path]) => path in getValues())
      for (const [path, message] of known) setError(path as FieldPath<Input>, { type: 'backend', message })
      if (known.length > 0) return
      const message = messageOf(error, text.unavailable)
      setError(
        conflict !== undefined && codeOf(error) === 'conflict' ? conflict : 'root',
        { type: 'backend', message },
        { shouldFocus: true },
      )
    },
    [setError, getValues, text, conflict],
  )
}
