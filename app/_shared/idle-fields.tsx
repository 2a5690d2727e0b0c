'use client'

import type { Control, FieldPath, FieldValues } from 'react-hook-form'
import { useText } from '@/app/_text/use-text'
import { NumberField } from '@/components/form/fields'

interface IdleFieldsProps<Input extends FieldValues, Output> {
  control: Control<Input, unknown, Output>
  freeze: FieldPath<Input>
  stop: FieldPath<Input>
}

/** When quiet services freeze and stop. */
export function IdleFields<Input extends FieldValues, Output>({ control, freeze, stop }: IdleFieldsProps<Input, Output>) {
  const text = useText().common.idle
  return (
    <>
      <NumberField control={control} name={freeze} label={text.freezeAfter} hint={text.freezeHint} unit={text.seconds} />
      <NumberField control={control} name={stop} label={text.stopAfter} hint={text.stopHint} unit={text.seconds} />
    </>
  )
}
