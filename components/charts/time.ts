'use client'

import { type RefObject, useEffect, useState } from 'react'

const day = 86_400_000
const dates = { day: 'numeric', month: 'short' } as const
const times = { hour: '2-digit', minute: '2-digit', hour12: false } as const

/** A moment on the axis: the time of day, or the date when the axis is longer than two days. */
export const formatTick = (at: number, lengthMs: number, locale = 'en-GB'): string =>
  new Intl.DateTimeFormat(locale, lengthMs > 2 * day ? dates : times).format(at)

/** A step with its date; to the second where steps are short. */
export const formatStep = (at: number, stepMs: number, locale = 'en-GB'): string =>
  new Intl.DateTimeFormat(locale, { ...dates, ...times, ...(stepMs < 60_000 ? { second: '2-digit' } : {}) }).format(at)

const before = 560

/** Width of an element; a likely one until it is measured. */
export function useWidth(host: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(before)
  useEffect(() => {
    const element = host.current
    if (element === null) return
    const measure = () => setWidth(element.clientWidth)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [host])
  return width
}
