import { Transform } from 'node:stream'
import { createQueue } from '../../core/queue.ts'

const graceMs = 30 * 60_000
/** Beyond the grace. A slow line to a place elsewhere has more; whoever reads drop by drop, from inside of a VPS, has less. */
const leastBytesPerMs = 256

/** Bytes of backups on their way out: one for each owner, two in all, since each is a restic that needs memory. Whoever takes them too slowly is cut off. */
export function createDumps(grace = graceMs) {
  const queue = createQueue()
  /** How many wait or are under way at each. */
  const places = [0, 0]

  async function placed<T>(work: () => Promise<T>): Promise<T> {
    const at = places.indexOf(Math.min(...places))
    places[at] = (places[at] ?? 0) + 1
    try {
      return await queue(`place ${at}`, work)
    } finally {
      places[at] = (places[at] ?? 1) - 1
    }
  }

  return <T>(owner: string, gone: AbortSignal, work: (bytes: Transform, signal: AbortSignal) => Promise<T>): Promise<T> =>
    queue(`owner ${owner}`, () =>
      placed(async () => {
        const slow = new AbortController()
        const began = performance.now()
        let passed = 0
        const bytes = new Transform({
          transform(part: Buffer, _encoding, done) {
            passed += part.length
            done(null, part)
          },
        })
        const look = () => {
          const left = began + grace + passed / leastBytesPerMs - performance.now()
          if (left <= 0) slow.abort()
          else timer = setTimeout(look, Math.ceil(left))
        }
        let timer = setTimeout(look, grace)
        try {
          return await work(bytes, AbortSignal.any([gone, slow.signal]))
        } finally {
          clearTimeout(timer)
        }
      }),
    )
}
