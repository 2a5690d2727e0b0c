'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { codeOf, messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useMe } from '@/app/_shared/me'
import { useText } from '@/app/_text/use-text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import { PasswordDialog } from './_password-dialog'
import { TotpSetup } from './_totp-setup'

/** Codes of an authenticator app as the second factor. */
export function Totp() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const me = useMe()
  const text = useText()
  const words = text.account
  const [asking, setAsking] = useState<'start' | 'remove'>()
  const saidOf = (error: unknown) => messageOf(error, text.common.unavailable)
  const start = useMutation(
    trpc.auth.totpStart.mutationOptions({
      onSuccess: () => setAsking(undefined),
      onError: (error) => (codeOf(error) === 'password_needed' ? setAsking('start') : asking === undefined && toast.failed(saidOf(error))),
    }),
  )
  const changed = (said: string) => {
    start.reset()
    setAsking(undefined)
    toast.done(said)
    void queryClient.invalidateQueries({ queryKey: trpc.auth.me.queryKey() })
  }
  const remove = useMutation(trpc.auth.totpRemove.mutationOptions({ onSuccess: () => changed(words.totpRemoved) }))
  const askToRemove = () => {
    remove.reset()
    setAsking('remove')
  }
  const errorOf = ({ error }: { error: unknown }) => (error === null || codeOf(error) === 'password_needed' ? undefined : saidOf(error))
  return (
    <Panel title={words.totp} actions={me.totp && <Badge tone="good">{text.people.active}</Badge>} className="self-start">
      {start.data !== undefined && !me.totp ? (
        <TotpSetup secret={start.data.secret} uri={start.data.uri} onDone={() => changed(words.totpDone)} onCancel={() => start.reset()} />
      ) : (
        <div className="flex flex-col items-start gap-4">
          <p className="text-content-secondary">{me.totp ? words.totpOn : words.totpOff}</p>
          {me.totp ? (
            <Button onClick={askToRemove}>{words.totpRemove}</Button>
          ) : (
            <Button pending={start.isPending} onClick={() => start.mutate({})}>
              {words.totpStart}
            </Button>
          )}
        </div>
      )}
      {asking === 'start' && (
        <PasswordDialog
          title={words.totpStartTitle}
          description={words.totpStartText}
          submitLabel={words.totpStart}
          pending={start.isPending}
          error={errorOf(start)}
          onSubmit={(values) => start.mutate(values)}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking === 'remove' && (
        <PasswordDialog
          title={words.totpRemoveTitle}
          description={words.totpRemoveText}
          submitLabel={words.totpRemove}
          danger
          pending={remove.isPending}
          error={errorOf(remove)}
          onSubmit={(values) => remove.mutate(values)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </Panel>
  )
}
