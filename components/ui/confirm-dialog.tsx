'use client'

import { type ReactNode, useState } from 'react'
import { useComponentText } from '@/components/text'
import { Button } from './button'
import { Dialog } from './dialog'
import { ErrorText } from './error-text'
import { Field } from './field'
import { Input } from './input'
import { LossList } from './loss-list'

interface ConfirmDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Verb and object, such as "Delete the domain www.acme.test". */
  title: string
  /** One sentence: what happens then. */
  consequence: string
  /** What will be gone, item by item. */
  lost?: string[]
  /** The button's words: verb and object. */
  confirmLabel: string
  /** What the other button says where "Cancel" would be unclear. */
  keepLabel?: string
  danger?: boolean
  /** For the loss of data: the name that has to be typed first. */
  typedName?: string
  /** What else is to be chosen. */
  children?: ReactNode
  pending: boolean
  /** What went wrong the last time, as a sentence. */
  error: string | undefined
  onConfirm: () => void
}

/** Asks before something that takes away. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const text = useComponentText()
  const [typed, setTyped] = useState('')
  const wants = props.typedName !== undefined && typed.trim() !== props.typedName
  const change = (open: boolean) => {
    if (!open) setTyped('')
    props.onOpenChange(open)
  }
  return (
    <Dialog
      open={props.open}
      onOpenChange={change}
      title={props.title}
      description={props.consequence}
      actions={
        <>
          <Button onClick={() => change(false)}>{props.keepLabel ?? text.cancel}</Button>
          <Button
            variant={(props.danger ?? true) ? 'danger' : 'primary'}
            pending={props.pending}
            disabledReason={wants && props.typedName !== undefined ? text.typeName(props.typedName) : undefined}
            // While it fades away nothing is confirmed any more.
            onClick={() => props.open && props.onConfirm()}
          >
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {props.children !== undefined || props.lost !== undefined || props.typedName !== undefined || props.error !== undefined ? (
        <div className="flex flex-col gap-4">
          {props.lost !== undefined && props.lost.length > 0 && <LossList items={props.lost} />}
          {props.typedName !== undefined && (
            <Field label={text.typeName(props.typedName)}>
              {(control) => (
                <Input
                  {...control}
                  value={typed}
                  onChange={(event) => setTyped(event.target.value)}
                  autoComplete="off"
                  spellCheck={false}
                />
              )}
            </Field>
          )}
          {props.children}
          {props.error !== undefined && <ErrorText>{props.error}</ErrorText>}
        </div>
      ) : undefined}
    </Dialog>
  )
}
