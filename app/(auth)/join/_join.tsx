'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { ErrorText } from '@/components/ui/error-text'
import { Panel } from '@/components/ui/panel'
import { CheckingLink } from '../_checking-link'
import { useLinkToken } from '../_link-token'
import { JoinForm } from './_join-form'
import { JoinedBefore } from './_joined-before'
import { KeySteps } from './_key-steps'

/** Account first, then keys: a passkey to sign in with, and for administrators (and owners) a key that the keep trusts. */
export function Join() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const text = useText()
  const [joined, setJoined] = useState<{ tenant: string | null }>()
  const info = useMutation(trpc.setup.inviteInfo.mutationOptions())
  const { mutate } = info
  const token = useLinkToken(
    paths.join,
    useCallback(
      (found) => {
        setJoined(undefined)
        mutate({ token: found })
      },
      [mutate],
    ),
  )
  // Somebody who joined and reloaded the page: the link is used up, but they are signed in. Asked once: what they do here changes the answer.
  const me = useQuery({ ...trpc.auth.me.queryOptions(), enabled: token === null, staleTime: Number.POSITIVE_INFINITY })
  // Whoever has a second factor is not signed in by the link alone.
  const enter = async (answer: { tenant: string | null }) => {
    const signedIn = await client.auth.me.query().catch(() => null)
    if (signedIn === null) window.location.assign(paths.signIn)
    else setJoined(answer)
  }

  if (joined !== undefined && info.data !== undefined)
    return <KeySteps role={info.data.role} first={info.data.first} tenant={joined.tenant} />
  if (token === null && me.data) return <JoinedBefore me={me.data} />
  const stranger = token === null && (me.data === null || me.isError)
  return (
    <Panel>
      <h1 className="mb-1 text-xl font-semibold text-content-raise">{text.auth.join.title}</h1>
      {stranger && <ErrorText>{text.auth.noToken}</ErrorText>}
      {info.isError && <ErrorText>{messageOf(info.error, text.common.unavailable)}</ErrorText>}
      {!stranger && !info.isError && info.data === undefined && <CheckingLink />}
      {typeof token === 'string' && info.data !== undefined && <JoinForm key={token} token={token} info={info.data} onJoined={enter} />}
    </Panel>
  )
}
