'use client'

import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { failureOf, useActionEnd } from '@/app/_shared/action-end'
import { useText } from '@/app/_text/use-text'

interface Asked {
  /** On its way, from the click to the answer of the keep. */
  pending: boolean
  /** Why it was not done, for people. */
  failure: string | undefined
  /** Asks, and follows what was asked for to its end. */
  ask: (question: () => Promise<{ action: string }>) => void
}

/** A wish whose window stays open until the keep has done it, or has said why not. */
export function useAsked(onDone: () => void): Asked {
  const text = useText()
  const [asking, setAsking] = useState(false)
  const [action, setAction] = useState<string>()
  const [failure, setFailure] = useState<string>()
  useActionEnd(action, (ended) => {
    setAction(undefined)
    const why = failureOf(ended, text.common.notDone)
    if (why === null) onDone()
    else setFailure(why)
  })
  return {
    pending: asking || action !== undefined,
    failure,
    ask(question) {
      setAsking(true)
      setFailure(undefined)
      question()
        .then(
          (asked) => setAction(asked.action),
          (error: unknown) => setFailure(messageOf(error, text.common.unavailable)),
        )
        .finally(() => setAsking(false))
    },
  }
}
