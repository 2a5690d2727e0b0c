import { formatNumber } from '@/contracts/number'

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** Bytes as people read them: powers of 1024, at most one decimal. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  const rounded = unit === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10
  return `${formatNumber(rounded)} ${units[unit]}`
}

export const formatMiB = (mebibytes: number): string => formatBytes(mebibytes * 1_048_576)

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** "3 minutes ago", "in 2 hours"; below 5 seconds `now`. Times in milliseconds since 1970. */
export function formatRelative(at: number, now: number, nowWord: string, locale = 'en'): string {
  const seconds = Math.round((at - now) / 1000)
  if (Math.abs(seconds) < 5) return nowWord
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  return new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'long' }).format(Math.trunc(seconds / size), unit)
}

/** Exact time with its zone. */
export const formatExact = (at: number, locale = 'en-GB'): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long' }).format(at)

/** A length of time in seconds: "5 min", "2 h", "1 d 4 h". */
export function formatSeconds(seconds: number): string {
  const parts: [string, number][] = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ]
  let rest = seconds
  const words: string[] = []
  for (const [unit, size] of parts) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) words.push(`${count} ${unit}`)
  }
  return words.slice(0, 2).join(' ') || '0 s'
}

/** Milliseconds as "230 ms", "1.4 s" or "9 min 5 s". */
export function formatMilliseconds(value: number): string {
  if (value < 1_000) return `${Math.round(value)} ms`
  return value < 60_000 ? `${Math.round(value / 100) / 10} s` : formatSeconds(Math.round(value / 1_000))
}
