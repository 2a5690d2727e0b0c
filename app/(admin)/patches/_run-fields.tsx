'use client'

import type { Control } from 'react-hook-form'
import type * as z from 'zod'
import { useText } from '@/app/_text/use-text'
import { NumberField } from '@/components/form/fields'
import type { runOptions } from '@/contracts/patches'

/** What the forms of one run and of those that open by themselves have in common. */
type Typed = Pick<z.input<typeof runOptions>, 'first' | 'waitMinutes' | 'mayFail' | 'atOnce' | 'probeSeconds'>

/** How carefully a run goes about its services. */
export function RunFields<T extends Typed, O>({ control: typed }: { control: Control<T, unknown, O> }) {
  const words = useText().patches.form
  // The names stand in every form that is given here; generic paths cannot say that.
  const control = typed as unknown as Control<Typed>
  return (
    <>
      <NumberField control={control} name="first" label={words.first} hint={words.firstHint} />
      <NumberField control={control} name="waitMinutes" label={words.wait} unit={words.minutes} />
      <NumberField control={control} name="mayFail" label={words.mayFail} />
      <NumberField control={control} name="atOnce" label={words.atOnce} />
      <NumberField control={control} name="probeSeconds" label={words.probe} unit={words.seconds} />
    </>
  )
}
