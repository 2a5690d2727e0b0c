'use client'

import type { ReactNode } from 'react'
import type { FieldValues } from 'react-hook-form'
import { Dialog } from '@/components/ui/dialog'
import { Form, type FormProps } from './form'
import { useUnsavedClose } from './unsaved'

interface FormDialogProps<Input extends FieldValues, Output>
  extends Pick<FormProps<Input, Output>, 'form' | 'onSubmit' | 'submitLabel' | 'pending' | 'disabledReason' | 'danger' | 'children'> {
  title: string
  description?: ReactNode
  placement?: 'center' | 'side'
  /** Of the window. */
  className?: string
  /** What the backend said, when it belongs to no single field and the form does not know it. */
  error?: string | undefined
  /** Something was chosen that is no field of the form. */
  changed?: boolean
  onClose: () => void
}

/** A form in a window of its own; it asks before what was typed is thrown away. */
export function FormDialog<Input extends FieldValues, Output>(props: FormDialogProps<Input, Output>) {
  const { title, description, placement, className, error, changed = false, onClose, ...form } = props
  const { close, question } = useUnsavedClose(form.form.formState.isDirty || changed, onClose)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={title}
      description={description}
      placement={placement}
      className={className}
    >
      <Form {...form} error={error} cancel={close} />
      {question}
    </Dialog>
  )
}
