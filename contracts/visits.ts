/** Who visited a site, by day, as its own log tells: the answer of `service.visits`, and what pages show. Days are those of UTC. */
import * as z from 'zod'

export const mostPages = 50
export const mostReferrers = 30
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const counted = z.int().min(0)

/** Text that visitors wrote: printable, and short. */
const word = z.string().max(200)
const list = z.array(z.tuple([word, counted]))

/** Bits of a sketch of visitors: each address with its browser sets one; two sketches are put together by "or". */
export const sketchBits = 16_384

export const dayOfVisits = z.object({
  day,
  hits: counted,
  bytes: counted,
  /** By class: 1xx, 2xx, 3xx, 4xx, 5xx. */
  statuses: z.array(counted).length(5),
  /** Base64 of `sketchBits` bits. */
  visitors: z.string().max(sketchBits / 6 + 8),
  /** Paths without their query, most asked for first; only what was answered well. */
  pages: list.max(mostPages),
  /** Hosts of other sites that led here. */
  referrers: list.max(mostReferrers),
})
export type DayOfVisits = z.infer<typeof dayOfVisits>

/** `until`: the time of the newest line that was counted; ask on from there. `whole` is false when lines in between were gone already. */
export const visitsResult = z.object({ running: z.boolean(), until: counted, whole: z.boolean(), days: z.array(dayOfVisits).max(400) })
export type VisitsResult = z.infer<typeof visitsResult>

/** About how many different ones a sketch has seen. */
export function visitorsOf(sketch: Uint8Array): number {
  let set = 0
  for (const byte of sketch) for (let bits = byte; bits > 0; bits &= bits - 1) set += 1
  const empty = sketch.length * 8 - set
  return Math.round(-sketch.length * 8 * Math.log(Math.max(1, empty) / (sketch.length * 8)))
}

export interface VisitsView {
  days: { day: string; hits: number; visitors: number; bytes: number; statuses: number[] }[]
  /** Of all days together; a visitor who came on several days counts once. */
  visitors: number
  pages: [page: string, hits: number][]
  referrers: [host: string, hits: number][]
  /** When the log was last read; null when it never was. */
  readAt: number | null
}
