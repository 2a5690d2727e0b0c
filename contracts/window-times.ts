/** When weekly windows are open, by the clocks of their zones. The keep and the backend read the same. Pure. */
import type { PatchWindow } from './patches.ts'

const minuteMs = 60_000
const stepMs = 15 * minuteMs
const dayMinutes = 1440
const horizonDays = 9
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Making one costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>()
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en', { timeZone: zone, weekday: 'short', hour: 'numeric', minute: 'numeric', hourCycle: 'h23' })
  formats.set(zone, made)
  return made
}

/** Day of the week (Monday is 1) and minute of the day, by the clock of a time zone. */
function clockIn(zone: string, at: number): { day: number; minute: number } {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return { day: weekdays.indexOf(parts.weekday ?? '') + 1, minute: Number(parts.hour) * 60 + Number(parts.minute) }
}

/** A window over midnight belongs to the day that it begins on. */
export function isOpen({ days, from, to, zone }: PatchWindow, at: number): boolean {
  const { day, minute } = clockIn(zone, at)
  if (from < to) return days.includes(day) && minute >= from && minute < to
  const yesterday = ((day + 5) % 7) + 1
  return (days.includes(day) && minute >= from) || (days.includes(yesterday) && minute < to)
}

/** Without windows any time will do. */
export const mayPatch = (windows: readonly PatchWindow[], at: number): boolean =>
  windows.length === 0 || windows.some((window) => isOpen(window, at))

/**
 * When the next window opens, or `at` when one is open; null without windows. Found by looking every quarter of an hour, then every minute: clocks that
 * change in between are no special case, and a window that they jump over does not open that day.
 */
export function nextOpening(windows: readonly PatchWindow[], at: number): number | null {
  if (windows.length === 0) return null
  if (mayPatch(windows, at)) return at
  const start = Math.floor(at / minuteMs) * minuteMs
  const short = windows.some(({ from, to }) => (to - from + dayMinutes) % dayMinutes < 15)
  const step = short ? minuteMs : stepMs
  for (let look = start + step; look <= start + horizonDays * dayMinutes * minuteMs; look += step) {
    if (!mayPatch(windows, look)) continue
    let first = look
    while (first - minuteMs > at && first > look - step && mayPatch(windows, first - minuteMs)) first -= minuteMs
    return first
  }
  return null
}

/** The first minute after `at` that is in none of the windows, up to `before`; null when they are open all the while. */
export function closingAfter(windows: readonly PatchWindow[], at: number, before: number): number | null {
  for (let look = Math.floor(at / minuteMs) * minuteMs + minuteMs; look <= before; look += minuteMs) {
    if (!mayPatch(windows, look)) return look
  }
  return null
}
