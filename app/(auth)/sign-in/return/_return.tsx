'use client'

import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { paths, safeNext } from '@/app/_lib/paths'
import { takeErrand } from '@/app/_lib/sign-in-elsewhere'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { ErrorText } from '@/components/ui/error-text'
import { LinkButton } from '@/components/ui/link-button'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'

/** Where the sign-in server sends the browser back to. */
export function Return() {
  const trpc = useTRPC()
  const text = useText()
  const words = text.auth.elsewhere
  const [next, setNext] = useState<string | null>()
  const looked = useRef(false)
  const finish = useMutation(trpc.oidc.finish.mutationOptions())
  const { mutate } = finish
  useEffect(() => {
    if (looked.current) return
    looked.current = true
    const query = window.location.search
    const errand = takeErrand()
    // The code works once and has no business in the history.
    window.history.replaceState(null, '', paths.signInReturn)
    setNext(errand === undefined ? null : safeNext(errand.next))
    // A full load: the server then renders as the person who just came.
    if (errand !== undefined) mutate({ ticket: errand.ticket, query }, { onSuccess: () => window.location.replace(safeNext(errand.next)) })
  }, [mutate])
  const linking = next === paths.account
  const failed = next === null ? words.notBegun : finish.isError ? messageOf(finish.error, text.common.unavailable) : undefined
  return (
    <Panel>
      <h1 className="mb-5 text-xl font-semibold text-content-raise">{words.title}</h1>
      {failed === undefined ? (
        <div role="status" aria-label={words.checking} className="flex flex-col gap-4 py-4">
          <Skeleton className="w-64" />
          <Skeleton className="h-10" />
        </div>
      ) : (
        <div className="flex flex-col gap-5">
          <ErrorText>{failed}</ErrorText>
          <LinkButton href={linking ? paths.account : paths.signIn} variant="primary" size="md">
            {linking ? words.toAccount : words.again}
          </LinkButton>
        </div>
      )}
    </Panel>
  )
}
