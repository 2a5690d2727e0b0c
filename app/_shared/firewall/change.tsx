'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { codeOf, messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { Notice } from '@/components/ui/notice'
import { toast } from '@/components/ui/toast'
import { confirmSeconds } from '@/contracts/firewall'
import type { FirewallChangeView } from '@/contracts/firewall-views'
import type { Whose } from './whose'

/** What became of the last change, and the question for a word where one is wanted. */
export function Change({ whose, locked }: { whose: Whose; locked: string | undefined }) {
  const trpc = useTRPC()
  const words = useText().firewall.change
  const query = useQuery({
    ...trpc.firewall.changes.queryOptions({ tenant: whose.tenant }),
    // The window is short, and a change that cuts people off brings no news.
    refetchInterval: ({ state }) => (state.data?.some(({ state: at }) => at === 'pending') ? 1000 : false),
  })
  const changes = query.data ?? []
  const waiting = changes.find((change) => change.waiting)
  const [wrong] = changes.filter(({ error }) => error !== null)
  return (
    <>
      {changes.some(({ state }) => state === 'pending') && <Notice tone="info">{words.pending}</Notice>}
      {wrong !== undefined && wrong.error !== null && (
        <Notice tone={wrong.state === 'active' ? 'warn' : 'bad'} title={wrong.state === 'active' ? words.back : words.failed}>
          {wrong.error.message}
        </Notice>
      )}
      {waiting !== undefined && locked === undefined && (
        <Word key={`${waiting.action} ${waiting.generation}`} whose={whose} change={waiting} />
      )}
    </>
  )
}

/** The connection that the answer first goes over is older than the change: the gate closes it, and the browser opens a new one. */
const tries = 6

function Word({ whose, change }: { whose: Whose; change: FirewallChangeView }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.firewall.change
  const [left, setLeft] = useState<number>(confirmSeconds)
  const [open, setOpen] = useState(true)
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1000)
    return () => clearInterval(timer)
  }, [])
  const confirm = useMutation({
    ...trpc.firewall.confirm.mutationOptions({ onSuccess: () => toast.done(words.kept) }),
    retry: (count, error) => count < tries && codeOf(error) === 'unavailable',
    retryDelay: 300,
  })
  const keep = () => confirm.mutate({ tenant: whose.tenant, set: change.set ?? undefined, generation: change.generation })
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title={words.title}
      description={words.text(left)}
      actions={
        <>
          <Button onClick={() => setOpen(false)}>{words.wait}</Button>
          <Button variant="primary" pending={confirm.isPending} onClick={keep}>
            {words.keep}
          </Button>
        </>
      }
    >
      {confirm.isError && <ErrorText>{messageOf(confirm.error, text.common.unavailable)}</ErrorText>}
    </Dialog>
  )
}
