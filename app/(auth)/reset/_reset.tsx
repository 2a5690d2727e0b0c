'use client'

import { useMutation } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { ErrorText } from '@/components/ui/error-text'
import { LinkButton } from '@/components/ui/link-button'
import { Notice } from '@/components/ui/notice'
import { Panel } from '@/components/ui/panel'
import { CheckingLink } from '../_checking-link'
import { useLinkToken } from '../_link-token'
import { ResetForm } from './_reset-form'

/** A new password by the one-time link of an administrator. It does not sign in: the new password does. */
export function Reset() {
  const trpc = useTRPC()
  const text = useText()
  const words = text.auth.reset
  const [done, setDone] = useState(false)
  const info = useMutation(trpc.auth.resetInfo.mutationOptions())
  const { mutate } = info
  const token = useLinkToken(
    paths.reset,
    useCallback(
      (found) => {
        setDone(false)
        mutate({ token: found })
      },
      [mutate],
    ),
  )
  return (
    <Panel>
      <h1 className="mb-1 text-xl font-semibold text-content-raise">{words.title}</h1>
      {token === null && <ErrorText>{text.auth.noToken}</ErrorText>}
      {info.isError && <ErrorText>{messageOf(info.error, text.common.unavailable)}</ErrorText>}
      {token !== null && !info.isError && info.data === undefined && <CheckingLink />}
      {typeof token === 'string' && info.data !== undefined && !done && (
        <ResetForm key={token} token={token} info={info.data} onDone={() => setDone(true)} />
      )}
      {done && (
        <div className="mt-4 flex flex-col gap-5">
          <Notice tone="good">{words.done}</Notice>
          <LinkButton href={paths.signIn} variant="primary" size="md">
            {text.auth.signIn.title}
          </LinkButton>
        </div>
      )}
    </Panel>
  )
}
