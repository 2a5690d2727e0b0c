'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useMe } from '@/app/_shared/me'
import { useText } from '@/app/_text/use-text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import { TotpRemoveDialog } from './_totp-remove'
import { TotpSetup } from './_totp-setup'

/** Codes of an authenticator app as the second factor. */
export function Totp() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const me = useMe()
  const text = useText()
  const words = text.account
  const [removing, setRemoving] = useState(false)
  const start = useMutation(
    trpc.auth.totpStart.mutationOptions({ onError: (error) => toast.failed(messageOf(error, text.common.unavailable)) }),
  )
  const changed = (said: string) => {
    start.reset()
    setRemoving(false)
    toast.done(said)
    void queryClient.invalidateQueries({ queryKey: trpc.auth.me.queryKey() })
  }
  return (
    <Panel title={words.totp} actions={me.totp && <Badge tone="good">{text.people.active}</Badge>} className="self-start">
      {start.data !== undefined && !me.totp ? (
        <TotpSetup secret={start.data.secret} uri={start.data.uri} onDone={() => changed(words.totpDone)} onCancel={() => start.reset()} />
      ) : (
        <div className="flex flex-col items-start gap-4">
          <p className="text-content-secondary">{me.totp ? words.totpOn : words.totpOff}</p>
          {me.totp ? (
            <Button onClick={() => setRemoving(true)}>{words.totpRemove}</Button>
          ) : (
            <Button pending={start.isPending} onClick={() => start.mutate()}>
              {words.totpStart}
            </Button>
          )}
        </div>
      )}
      {removing && <TotpRemoveDialog onClose={() => setRemoving(false)} onRemoved={() => changed(words.totpRemoved)} />}
    </Panel>
  )
}
