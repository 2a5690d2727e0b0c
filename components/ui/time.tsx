'use client'

import { useSyncExternalStore } from 'react'
import { useComponentText } from '@/components/text'
import { formatExact, formatRelative } from './format'

const tickMilliseconds = 20_000

/** One clock for all times of a page: a table has a hundred. */
const listeners = new Set<() => void>()
let clock: ReturnType<typeof setInterval> | undefined
let now = Date.now()

const tick = () => {
  now = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (clock === undefined) {
    now = Date.now()
    clock = setInterval(tick, tickMilliseconds)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(clock)
    clock = undefined
  }
}

/** Undefined in the server's HTML, where the reader's time zone is not known. */
const useNow = (): number | undefined =>
  useSyncExternalStore(
    subscribe,
    () => now,
    () => undefined,
  )

/** Relative time, exact on hover; a dash for nothing. Milliseconds since 1970. */
export function Time({ at, none }: { at: number | null; none?: string }) {
  const text = useComponentText()
  const shared = useNow()
  if (at === null) return <span className="text-content-tertiary">{none ?? '–'}</span>
  // What happened after the clock's last tick is new, not in the future.
  const from = shared === undefined ? Date.now() : at > shared && at <= shared + tickMilliseconds + 5_000 ? at : shared
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={shared === undefined ? undefined : formatExact(at)}
      className="whitespace-nowrap"
      suppressHydrationWarning
    >
      {formatRelative(at, from, text.now)}
    </time>
  )
}
