'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { failureOf, useActionEnd } from '@/app/_shared/action-end'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { useService } from '../_header'

/** The way back from the last deployment. */
export function Rollback({ onDone, disabledReason }: { onDone: () => void; disabledReason: string | undefined }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.files
  const service = useService().id
  const [open, setOpen] = useState(false)
  const [running, setRunning] = useState<string>()
  useActionEnd(running, (action) => {
    setRunning(undefined)
    const failure = failureOf(action, words.rollbackFailed)
    if (failure !== null) return toast.failed(failure)
    toast.done(words.rollbackDone)
    onDone()
  })
  const rollback = useMutation(
    trpc.files.rollback.mutationOptions({
      onSuccess: ({ action }) => {
        setOpen(false)
        setRunning(action)
      },
    }),
  )
  return (
    <>
      <Button pending={running !== undefined} disabledReason={disabledReason} onClick={() => setOpen(true)}>
        {words.rollback}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        danger={false}
        title={words.rollbackTitle}
        consequence={words.rollbackText}
        confirmLabel={words.rollback}
        pending={rollback.isPending}
        error={rollback.isError ? messageOf(rollback.error, text.common.unavailable) : undefined}
        onConfirm={() => rollback.mutate({ service })}
      />
    </>
  )
}
