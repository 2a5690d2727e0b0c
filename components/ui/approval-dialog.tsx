'use client'

import { KeyRound } from 'lucide-react'
import { useComponentText } from '@/components/text'
import { Button } from './button'
import { Dialog } from './dialog'
import { ErrorText } from './error-text'
import { LinkButton } from './link-button'
import { LossList } from './loss-list'

interface ApprovalDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The action in words, exactly as it will be signed. */
  words: string
  /** One sentence: what happens when it is approved. */
  consequence: string
  lost?: string[]
  /** Where to enrol a key when the person has none; then nothing can be approved here. */
  enrolHref?: string | undefined
  pending: boolean
  error: string | undefined
  onApprove: () => void
}

/** Shows the words of a critical action and what it does, and only then asks for the passkey. */
export function ApprovalDialog(props: ApprovalDialogProps) {
  const text = useComponentText()
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title={text.approveTitle}
      actions={
        <>
          <Button onClick={() => props.onOpenChange(false)}>{text.cancel}</Button>
          {props.enrolHref === undefined ? (
            <Button variant="primary" icon={<KeyRound aria-hidden="true" />} pending={props.pending} onClick={props.onApprove}>
              {text.approveButton}
            </Button>
          ) : (
            <LinkButton variant="primary" href={props.enrolHref}>
              {text.approveEnrol}
            </LinkButton>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <blockquote className="rounded-md border border-stroke bg-surface-sunken px-4 py-3 text-base font-medium wrap-anywhere text-content-raise">
          {props.words}
        </blockquote>
        <div>
          <p className="font-medium text-content-raise">{text.approveConsequence}</p>
          <p className="mt-1">{props.consequence}</p>
        </div>
        {props.lost !== undefined && props.lost.length > 0 && <LossList items={props.lost} />}
        <p className="text-content-secondary">{props.enrolHref === undefined ? text.approveHow : text.approveNoKey}</p>
        {props.error !== undefined && <ErrorText>{props.error}</ErrorText>}
      </div>
    </Dialog>
  )
}
