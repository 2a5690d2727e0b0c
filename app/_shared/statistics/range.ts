/** What stretch of time a page of statistics shows, and what it is compared with, as its address says. Pure. */

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export const rangeLengths = { '1h': hour, '6h': 6 * hour, '24h': day, '7d': 7 * day, '30d': 30 * day, '1y': 365 * day } as const
export type RangeName = keyof typeof rangeLengths
export const rangeNames = Object.keys(rangeLengths) as RangeName[]

/** A length up to now, or a fixed stretch. */
export type Range = { name: RangeName } | { from: number; to: number }
/** `previous`: the time before, of the same length; else the id of another service. */
export interface RangeState {
  range: Range
  compare: string | null
}

const usual: RangeName = '6h'
/** What is shorter shows nothing that a chart could. */
const shortest = 2 * minute
const longest = 2 * rangeLengths['1y']

const isName = (text: string | null): text is RangeName => text !== null && Object.hasOwn(rangeLengths, text)

/** Whatever the address says: what makes no sense is the usual range. */
export function readRange(query: URLSearchParams): RangeState {
  const compare = query.get('compare')
  const named = query.get('range')
  const [from, to] = [Number(query.get('from') ?? Number.NaN), Number(query.get('to') ?? Number.NaN)]
  const fixed = Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && to - from >= shortest && to - from <= longest
  return {
    range: fixed ? { from, to } : { name: isName(named) ? named : usual },
    compare: compare === 'previous' || /^s[a-z2-7]{12}$/.test(compare ?? '') ? compare : null,
  }
}

/** The address with this state; other parameters stay. */
export function writeRange(query: URLSearchParams, { range, compare }: RangeState): string {
  const next = new URLSearchParams(query)
  for (const name of ['range', 'from', 'to', 'compare']) next.delete(name)
  if ('name' in range) {
    if (range.name !== usual) next.set('range', range.name)
  } else {
    next.set('from', String(range.from))
    next.set('to', String(range.to))
  }
  if (compare !== null) next.set('compare', compare)
  return next.toString()
}

export interface Span {
  from: number
  to: number
}

export const spanOf = (range: Range, now: number): Span => ('name' in range ? { from: now - rangeLengths[range.name], to: now } : range)
export const spanBefore = ({ from, to }: Span): Span => ({ from: Math.max(0, 2 * from - to), to: from })

/** The same length, half of it earlier or later. Later than now nothing was measured: then it goes up to now. */
export function moved(range: Range, direction: -1 | 1, now: number): Range {
  const { from, to } = spanOf(range, now)
  const half = Math.round((to - from) / 2)
  if (to + direction * half < now) return { from: Math.max(0, from + direction * half), to: to + direction * half }
  const name = rangeNames.find((one) => Math.abs(rangeLengths[one] - (to - from)) < minute)
  return name === undefined ? { from: now - (to - from), to: now } : { name }
}

/** Twice as long around the same middle, or the next longer length up to now. */
export function wider(range: Range, now: number): Range {
  if ('name' in range) return { name: rangeNames[Math.min(rangeNames.length - 1, rangeNames.indexOf(range.name) + 1)] ?? range.name }
  const length = Math.min(longest, 2 * (range.to - range.from))
  const to = Math.min(now, Math.round((range.from + range.to) / 2 + length / 2))
  return { from: Math.max(0, to - length), to }
}

/** A stretch that was chosen in a chart; too short ones grow to the shortest. */
export function zoomed({ from, to }: Span): Range {
  const short = Math.max(0, shortest - (to - from))
  return { from: Math.round(from - short / 2), to: Math.round(to + short / 2) }
}
