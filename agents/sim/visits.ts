import { sketchBits, type VisitsResult } from '../../contracts/visits.ts'

const day = 86_400_000
const kept = 30

/** A month of visits that look like some, once; a site that sleeps has told nothing new. */
export function simulatedVisits(running: boolean, after: number): VisitsResult {
  const now = Date.now()
  if (!running || now - after < day) return { running, until: after, whole: true, days: [] }
  const days = Array.from({ length: kept }, (_, index) => {
    const at = now - (kept - 1 - index) * day
    const hits = 400 + ((index * 7919) % 300)
    const sketch = new Uint8Array(sketchBits / 8)
    for (let bit = 0; bit < hits / 3; bit += 1) sketch[(bit * 31 + index) % sketch.length] = 1
    return {
      day: new Date(at).toISOString().slice(0, 10),
      hits,
      bytes: hits * 14_000,
      statuses: [0, Math.round(hits * 0.9), Math.round(hits * 0.06), Math.round(hits * 0.03), Math.round(hits * 0.01)],
      visitors: Buffer.from(sketch).toString('base64'),
      pages: [['/', Math.round(hits / 2)] as [string, number], ['/about', Math.round(hits / 5)] as [string, number]],
      referrers: [['search.example', Math.round(hits / 4)] as [string, number]],
    }
  })
  return { running, until: now, whole: true, days: days.filter((one) => Date.parse(one.day) > after - day) }
}
