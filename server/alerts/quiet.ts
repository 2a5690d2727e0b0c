import type { QuietHours } from '../../contracts/alerts.ts'

const minuteMs = 60_000

/** Minute of the day in a time zone. */
function minuteIn(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' }).formatToParts(at)
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  return of('hour') * 60 + of('minute')
}

/** When the quiet hours end that are now; null when it is not quiet. Where clocks change in between, it is the end by the clock of the beginning. */
export function quietUntil(quiet: QuietHours | null, at: number): number | null {
  if (quiet === null) return null
  const minute = minuteIn(quiet.zone, at)
  const inside = quiet.from < quiet.to ? minute >= quiet.from && minute < quiet.to : minute >= quiet.from || minute < quiet.to
  if (!inside) return null
  const left = (quiet.to - minute + 1440) % 1440
  return Math.floor(at / minuteMs) * minuteMs + left * minuteMs
}
