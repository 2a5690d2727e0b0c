'use client'

import { type DefaultValues, type FieldValues, type UseFormReturn, useForm } from 'react-hook-form'
import { type StandardSchema, standardResolver } from './resolver'

/** A form that holds `Input` as typed and gives `Output` as parsed by the schema, which form and backend share. */
export const useSchemaForm = <Input extends FieldValues, Output>(
  schema: StandardSchema<Output>,
  defaultValues: DefaultValues<Input>,
): UseFormReturn<Input, unknown, Output> =>
  useForm<Input, unknown, Output>({ resolver: standardResolver<Input, Output>(schema), defaultValues })
