'use client'

import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import type { Afterwards } from '@/contracts/accounts'

/** How an account of a list is removed. */
export interface Removal<T, Input> {
  label: string
  title: (row: T) => string
  text: string
  /** What is asked about: what becomes of the data. Without it nothing is. */
  data?: { label: string; give: string; delete: string }
  mutation: {
    isPending: boolean
    error: unknown
    reset: () => void
    mutate: (input: Input, options: { onSuccess: () => void }) => void
  }
  inputOf: (row: T, afterwards: Afterwards) => Input
}

interface RemoveDialogProps<T, Input> {
  removal: Removal<T, Input>
  row: T
  onGone: () => void
  onClose: () => void
}

/** Asks what becomes of the data before an account goes. */
export function RemoveDialog<T, Input>({ removal, row, onGone, onClose }: RemoveDialogProps<T, Input>) {
  const text = useText()
  const [chosen, setChosen] = useState<Afterwards>('give')
  const { data, mutation } = removal
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={removal.title(row)}
      description={removal.text}
      actions={
        <>
          <Button onClick={onClose}>{text.components.cancel}</Button>
          <Button
            variant="danger"
            pending={mutation.isPending}
            onClick={() => mutation.mutate(removal.inputOf(row, chosen), { onSuccess: onGone })}
          >
            {removal.label}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {data !== undefined && (
          <Field label={data.label}>
            {(control) => (
              <Select
                {...control}
                value={chosen}
                onChange={setChosen}
                options={[
                  { value: 'give', label: data.give },
                  { value: 'delete', label: data.delete },
                ]}
              />
            )}
          </Field>
        )}
        {mutation.error !== null && <ErrorText>{messageOf(mutation.error, text.common.unavailable)}</ErrorText>}
      </div>
    </Dialog>
  )
}
