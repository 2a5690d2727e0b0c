'use client'

import { useEffect, useState } from 'react'
import { useComponentText } from '@/components/text'
import { formatExact, formatRelative } from './format'
import { Tooltip } from './tooltip'

/** Relative time, exact on hover; a dash for nothing. Milliseconds since 1970. */
export function Time({ at, none }: { at: number | null; none?: string }) {
  const text = useComponentText()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 20_000)
    return () => clearInterval(timer)
  }, [])
  if (at === null) return <span className="text-content-tertiary">{none ?? '–'}</span>
  return (
    <Tooltip text={formatExact(at)}>
      <time dateTime={new Date(at).toISOString()} className="whitespace-nowrap" suppressHydrationWarning>
        {formatRelative(at, Math.max(now, at <= now + 5_000 ? at : now), text.now)}
      </time>
    </Tooltip>
  )
}
