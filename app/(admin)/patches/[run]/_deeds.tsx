'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useMe } from '@/app/_shared/me'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { type RunView, runOver } from '@/contracts/patches'

/** Pause, go on, cancel, while it is under way. */
export function RunDeeds({ run }: { run: RunView }) {
  const trpc = useTRPC()
  const { patches: text, common, tenant } = useText()
  const looking = useMe().role === 'administrator' ? {} : { disabledReason: tenant.services.looking }
  const [asking, setAsking] = useState(false)
  const onError = (error: unknown) => toast.failed(messageOf(error, common.unavailable))
  const pause = useMutation(trpc.patches.pause.mutationOptions({ onError, onSuccess: () => toast.done(text.told.pause) }))
  const resume = useMutation(trpc.patches.resume.mutationOptions({ onError, onSuccess: () => toast.done(text.told.resume) }))
  const cancel = useMutation(
    trpc.patches.cancel.mutationOptions({
      onSuccess: () => {
        setAsking(false)
        toast.done(text.told.cancel)
      },
    }),
  )
  if (runOver(run.state)) return null
  const of = { run: run.id }
  return (
    <>
      {run.paused ? (
        <Button {...looking} pending={resume.isPending} onClick={() => resume.mutate(of)}>
          {text.resume}
        </Button>
      ) : (
        <Button {...looking} pending={pause.isPending} onClick={() => pause.mutate(of)}>
          {text.pause}
        </Button>
      )}
      <Button {...looking} variant="danger" onClick={() => setAsking(true)}>
        {text.cancel}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={text.cancelTitle}
        consequence={text.cancelText}
        confirmLabel={text.cancel}
        pending={cancel.isPending}
        error={cancel.isError ? messageOf(cancel.error, common.unavailable) : undefined}
        onConfirm={() => cancel.mutate(of)}
      />
    </>
  )
}
