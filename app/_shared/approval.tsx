'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { passkeysWork, signAction } from '@/app/_lib/passkeys'
import { paths } from '@/app/_lib/paths'
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { ApprovalDialog } from '@/components/ui/approval-dialog'
import { toast } from '@/components/ui/toast'
import type { ApprovalRequestView } from '@/contracts/detail'
import { wordsOf } from '@/contracts/words'
import { useLoss } from './loss'
import { useMe } from './me'

interface Asked {
  action: string
  /** What will be gone, item by item; without it what is known of the action itself. */
  lost?: string[] | undefined
  onApproved?: (() => void) | undefined
}

const Context = createContext<(asked: Asked) => void>(() => {})

/** `askApproval({ action })` shows the words of a critical action that waits, then asks for the passkey and sends the signature. */
export const useApproval = (): ((asked: Asked) => void) => use(Context)

export function ApprovalProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked>()
  const [open, setOpen] = useState(false)
  const ask = useCallback((next: Asked) => {
    setAsked(next)
    setOpen(true)
  }, [])
  return (
    <Context value={ask}>
      {children}
      {asked !== undefined && <Approval key={asked.action} asked={asked} open={open} onOpenChange={setOpen} />}
    </Context>
  )
}

function Approval({ asked, open, onOpenChange }: { asked: Asked; open: boolean; onOpenChange: (open: boolean) => void }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const text = useText()
  const me = useMe()
  const request = useQuery({ ...trpc.actions.approvalFor.queryOptions({ action: asked.action }), enabled: open, staleTime: 0 })
  // The words are made here from the action that will be signed: the backend cannot show one thing and have another signed.
  const words = useMemo(() => (request.data === undefined ? undefined : wordsOf(request.data.action)), [request.data])
  const loss = useLoss(asked.lost === undefined ? request.data?.action : undefined)
  const approve = useMutation({
    mutationFn: async (data: ApprovalRequestView) =>
      client.actions.approve.mutate({ action: asked.action, approval: await signAction(data) }),
    onSuccess: () => {
      onOpenChange(false)
      toast.done(text.approval.approved, words?.title)
      asked.onApproved?.()
    },
  })
  const errorOf = (error: unknown) =>
    error instanceof Error && error.name === 'NotAllowedError' ? text.approval.cancelled : messageOf(error, text.approval.failed)
  const error = request.isError ? messageOf(request.error, text.common.unavailable) : approve.isError ? errorOf(approve.error) : undefined
  const keyless = me.authenticators === 0 || request.data?.credentials.length === 0
  return (
    <ApprovalDialog
      open={open}
      onOpenChange={onOpenChange}
      words={words?.title ?? '…'}
      consequence={words?.consequence ?? '…'}
      lost={asked.lost ?? loss}
      enrolHref={keyless ? paths.account : undefined}
      pending={approve.isPending || request.isPending}
      error={request.data !== undefined && !passkeysWork() ? text.auth.signIn.passkeyUnsupported : error}
      onApprove={() => {
        if (request.data !== undefined) approve.mutate(request.data)
      }}
    />
  )
}
