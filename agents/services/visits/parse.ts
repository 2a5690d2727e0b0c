import { createHash } from 'node:crypto'
import { type DayOfVisits, mostPages, mostReferrers, sketchBits } from '../../../contracts/visits.ts'

/** One request as nginx wrote it. */
export interface Visit {
  at: number
  address: string
  host: string
  path: string
  status: number
  bytes: number
  agent: string
  referrer: string
}

/** Lines are those of the logger: its time (UTC), two spaces, nginx's own. In nginx's words a quote is `\x22`, so none is inside them. */
const line =
  /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\.\d{1,9} {2}(\S{1,64}) (\S{1,255}) "[A-Z]{1,20} (\S{1,8192}) HTTP\/[\d.]{1,4}" ([1-5]\d\d) (\d{1,15}) [\d.]{1,12} "([^"]*)"(?: "([^"]*)")?$/

/** Undefined for what is no line of a request: messages of programs, half lines, whatever somebody wrote into the log. */
export function parseVisit(text: string): Visit | undefined {
  if (text.length > 20_000) return undefined
  const found = line.exec(text)
  if (found === null) return undefined
  const [, date = '', time = '', address = '', host = '', path = '', status = '', bytes = '', agent = '', referrer = ''] = found
  const at = Date.parse(`${date}T${time}Z`)
  return Number.isNaN(at) ? undefined : { at, address, host, path, status: Number(status), bytes: Number(bytes), agent, referrer }
}

/** Names kept while counting: beyond them the rarest so far are forgotten. */
const roomFor = 2000

class Counts {
  readonly #counts = new Map<string, number>()
  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
    if (this.#counts.size <= roomFor) return
    const kept = this.top(roomFor / 2)
    this.#counts.clear()
    for (const [one, count] of kept) this.#counts.set(one, count)
  }
  top(most: number): [string, number][] {
    return [...this.#counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, most)
  }
}

interface Day {
  hits: number
  bytes: number
  statuses: number[]
  sketch: Uint8Array
  pages: Counts
  referrers: Counts
}

/** What visitors write is shown to people: nothing of it may steer a terminal or be endless. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
const steering = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const plain = (text: string): string => text.replaceAll(steering, '\ufffd').slice(0, 200)

function pageOf(path: string): string {
  return plain(path.split(/[?#]/)[0] ?? '')
}

/** The host of another site; undefined for none, for the site itself, and for what is no address. */
function referrerOf({ referrer, host }: Visit): string | undefined {
  if (!URL.canParse(referrer)) return undefined
  const { protocol, hostname } = new URL(referrer)
  return /^https?:$/.test(protocol) && hostname !== '' && hostname !== host ? plain(hostname) : undefined
}

/** Counts requests by day. What is kept of them is bounded, however many there are and whatever is in them. */
export function createTally() {
  const days = new Map<string, Day>()
  return {
    add(visit: Visit): void {
      const name = new Date(visit.at).toISOString().slice(0, 10)
      const day = days.get(name) ?? {
        ...{ hits: 0, bytes: 0, statuses: [0, 0, 0, 0, 0] },
        ...{ sketch: new Uint8Array(sketchBits / 8), pages: new Counts(), referrers: new Counts() },
      }
      days.set(name, day)
      const kind = Math.floor(visit.status / 100) - 1
      day.hits += 1
      day.bytes += visit.bytes
      day.statuses[kind] = (day.statuses[kind] ?? 0) + 1
      const bit = createHash('sha256').update(`${visit.address}\n${visit.agent}`).digest().readUInt32LE(0) % sketchBits
      day.sketch[bit >> 3] = (day.sketch[bit >> 3] ?? 0) | (1 << (bit & 7))
      if (visit.status < 400) day.pages.add(pageOf(visit.path))
      const referrer = referrerOf(visit)
      if (referrer !== undefined) day.referrers.add(referrer)
    },
    days: (): DayOfVisits[] =>
      [...days]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(-400)
        .map(([day, { hits, bytes, statuses, sketch, pages, referrers }]) => ({
          ...{ day, hits, bytes, statuses, visitors: Buffer.from(sketch).toString('base64') },
          ...{ pages: pages.top(mostPages), referrers: referrers.top(mostReferrers) },
        })),
  }
}
