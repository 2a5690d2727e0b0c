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

interface RemoveDialogProps {
  title: string
  consequence: string
  confirmLabel: string
  /** What is asked about: what becomes of the data. Without it nothing is. */
  data?: { label: string; give: string; delete: string }
  pending: boolean
  error: unknown
  onConfirm: (afterwards: Afterwards) => void
  onClose: () => void
}

/** Asks what becomes of the data before an account goes. */
export function RemoveDialog({ title, consequence, confirmLabel, data, pending, error, onConfirm, onClose }: RemoveDialogProps) {
  const text = useText()
  const [chosen, setChosen] = useState<Afterwards>('give')
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={consequence}
      actions={
        <>
          <Button onClick={onClose}>{text.components.cancel}</Button>
          <Button variant="danger" pending={pending} onClick={() => onConfirm(chosen)}>
            {confirmLabel}
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
        {error !== null && <ErrorText>{messageOf(error, text.common.unavailable)}</ErrorText>}
      </div>
    </Dialog>
  )
}
