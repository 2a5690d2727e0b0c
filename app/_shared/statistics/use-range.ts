'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useVisible } from '@/app/_lib/use-visible'
import { type RangeState, readRange, writeRange } from './range'

/** Range and comparison, kept in the address: reload, back and a link that is sent to somebody show the same. */
export function useRange(): { state: RangeState; set: (change: Partial<RangeState>) => void } {
  const query = useSearchParams()
  const path = usePathname()
  const state = useMemo(() => readRange(query), [query])
  const set = useCallback(
    (change: Partial<RangeState>) => {
      const text = writeRange(query, { ...state, ...change })
      // A step of the history each: back leads to where one looked before.
      window.history.pushState(null, '', text === '' ? path : `${path}?${text}`)
    },
    [query, state, path],
  )
  return { state, set }
}

const everyMs = 30_000
const rounded = () => Math.floor(Date.now() / 10_000) * 10_000

/** The time, by which charts move on: null on the server, then twice a minute while the page is looked at. */
export function useNow(): number | null {
  const [now, setNow] = useState<number | null>(null)
  const visible = useVisible()
  useEffect(() => {
    if (!visible) return
    setNow(rounded())
    const timer = setInterval(() => setNow(rounded()), everyMs)
    return () => clearInterval(timer)
  }, [visible])
  return now
}
