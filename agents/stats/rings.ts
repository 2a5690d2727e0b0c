/** Rings of several resolutions. Pure: which slots a stretch of time falls into, and which ring answers a question. */

export interface Ring {
  /** Its number in the database. */
  ring: number
  /** Length of a slot. */
  stepMs: number
  slots: number
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** 2 hours, 2 days, 30 days, 2 years: at most 9,400 rows an object, however long it lives. */
export const rings: readonly Ring[] = [
  { ring: 0, stepMs: 10 * second, slots: 720 },
  { ring: 1, stepMs: minute, slots: 2880 },
  { ring: 2, stepMs: 15 * minute, slots: 2880 },
  { ring: 3, stepMs: 6 * hour, slots: 2928 },
]

export const spanOf = ({ stepMs, slots }: Ring): number => stepMs * slots

/** One slot's part of a stretch of time: which slot, which share of the whole, how many seconds. */
export interface Part {
  index: number
  share: number
  seconds: number
}

/** Cuts `from` to `to` at the slots' borders. Shares add up to 1; what is older than the ring is long keeps its share and has no slot. */
export function cut({ stepMs, slots }: Ring, from: number, to: number): Part[] {
  if (to <= from) return []
  const first = Math.max(Math.floor(from / stepMs), Math.ceil(to / stepMs) - slots)
  const parts: Part[] = []
  for (let index = first; index * stepMs < to; index += 1) {
    const length = Math.min(to, (index + 1) * stepMs) - Math.max(from, index * stepMs)
    if (length > 0) parts.push({ index, share: length / (to - from), seconds: length / second })
  }
  return parts
}

export interface Plan {
  ring: Ring
  /** Slots of the ring that make one step of the answer. */
  merge: number
  stepMs: number
  /** Start of the first step, on a border of steps. */
  from: number
  steps: number
}

/** The finest ring that reaches back to `from`, and how many of its slots make a step so that there are no more than `points` (one more at the edges). */
export function planFor(from: number, to: number, points: number, now: number): Plan {
  const reaching = rings.find((ring) => from >= now - spanOf(ring)) ?? rings[rings.length - 1]
  if (reaching === undefined) throw new Error('there are no rings')
  // A finer ring than the answer can show is only more to read.
  const wanted = (to - from) / points
  const coarser = rings.filter((ring) => ring.ring >= reaching.ring && ring.stepMs <= wanted)
  const ring = coarser[coarser.length - 1] ?? reaching
  const merge = Math.max(1, Math.ceil(wanted / ring.stepMs))
  const stepMs = merge * ring.stepMs
  const start = Math.floor(from / stepMs) * stepMs
  return { ring, merge, stepMs, from: start, steps: Math.max(1, Math.ceil((to - start) / stepMs)) }
}
