import { type DayOfVisits, mostPages, mostReferrers } from '../../contracts/visits.ts'

type Counted = [name: string, count: number][]

export function addCounts(a: Counted, b: Counted, most: number): Counted {
  const all = new Map(a)
  for (const [name, count] of b) all.set(name, (all.get(name) ?? 0) + count)
  return [...all].sort(([x, m], [y, n]) => n - m || (x < y ? -1 : 1)).slice(0, most)
}

/** Two sketches as one: who is in either is in both. */
export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: Math.max(a.length, b.length) }, (_, index) => (a[index] ?? 0) | (b[index] ?? 0))
}

export const sketchOf = (text: string): Uint8Array => Buffer.from(text, 'base64')

/** What was counted of one day at two times, together. Names that were rare each time may be missing. */
export const mergeDays = (a: DayOfVisits, b: DayOfVisits): DayOfVisits => ({
  day: a.day,
  hits: a.hits + b.hits,
  bytes: a.bytes + b.bytes,
  statuses: a.statuses.map((count, index) => count + (b.statuses[index] ?? 0)),
  visitors: Buffer.from(joined(sketchOf(a.visitors), sketchOf(b.visitors))).toString('base64'),
  pages: addCounts(a.pages, b.pages, mostPages),
  referrers: addCounts(a.referrers, b.referrers, mostReferrers),
})
