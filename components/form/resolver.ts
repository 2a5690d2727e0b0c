import type { FieldError, FieldErrors, FieldValues, Resolver } from 'react-hook-form'
import { set } from 'react-hook-form'

/** The part of the Standard Schema interface (version 1) that forms use; zod's schemas have it. */
export interface StandardSchema<Output> {
  readonly '~standard': {
    validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}
type PathPart = PropertyKey | { readonly key: PropertyKey }
type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly PathPart[] | undefined }[] }

/** Checks a form with any Standard Schema: the first complaint of each field lands at that field, one without a path at `root`. */
export function standardResolver<Input extends FieldValues, Output>(schema: StandardSchema<Output>): Resolver<Input, unknown, Output> {
  return async (values) => {
    const result = await schema['~standard'].validate(values)
    if (result.issues === undefined) return { values: result.value, errors: {} }
    const errors: FieldErrors<Input> = {}
    const seen = new Set<string>()
    for (const issue of result.issues) {
      const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.') || 'root'
      if (seen.has(path)) continue
      seen.add(path)
      set(errors, path, { type: 'validate', message: issue.message } satisfies FieldError)
    }
    return { values: {}, errors }
  }
}
