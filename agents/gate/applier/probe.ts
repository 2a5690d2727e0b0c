import { connect } from 'node:net'
import { ReeveError } from '../../../contracts/errors.ts'
import type { Answering } from '../../../contracts/gate.ts'

type Target = Pick<Answering, 'address' | 'port' | 'probe'>

/** A thaw takes some 10 ms, a start 150 and more: asks often while it is likely, seldom later. */
const intervals = [
  { until: 40, every: 3 },
  { until: 100, every: 10 },
  { until: 500, every: 2 },
  { until: 3000, every: 20 },
  { until: Number.POSITIVE_INFINITY, every: 100 },
] as const

/**
 * Asks again and again until the port answers; gives the milliseconds that it took. Each try is a connection of its own: a lost first packet of one
 * would be repeated by the kernel only after a second. Throws `no_answer` at the deadline, `unavailable` when the signal fires.
 */
export function untilAnswering(target: Target, deadlineMs: number, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const begun = performance.now()
    const tries = new Set<() => void>()
    let timer: NodeJS.Timeout | undefined
    const end = (conclude: () => void) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
      for (const cancel of tries) cancel()
      conclude()
    }
    const aborted = () => end(() => reject(new ReeveError('unavailable', 'Nobody waits for the service any more.')))
    const ask = () => {
      const elapsed = performance.now() - begun
      if (elapsed >= deadlineMs) return end(() => reject(new ReeveError('no_answer', 'The service started but does not answer.')))
      const cancel = tryOnce(target, (answers) => {
        tries.delete(cancel)
        if (answers) end(() => resolve(Math.round(performance.now() - begun)))
      })
      tries.add(cancel)
      timer = setTimeout(ask, intervals.find(({ until }) => elapsed < until)?.every ?? 100)
    }
    if (signal.aborted) return aborted()
    signal.addEventListener('abort', aborted)
    ask()
  })
}

const giveUpMs = 1500

/** One try. Calls back once, unless it was cancelled. */
function tryOnce({ address, port, probe }: Target, done: (answers: boolean) => void): () => void {
  const socket = connect({ host: address, port })
  let over = false
  const finish = (answers: boolean) => {
    if (over) return
    over = true
    socket.destroy()
    done(answers)
  }
  socket.setTimeout(giveUpMs, () => finish(false))
  socket.once('error', () => finish(false))
  socket.once('close', () => finish(false))
  socket.once('connect', () => {
    if (probe === 'connect') finish(true)
    else askPostgresql(socket, finish)
  })
  return () => {
    over = true
    socket.destroy()
  }
}

/** What pg_isready does: any answer but "the database system is starting up" means that it serves. */
function askPostgresql(socket: ReturnType<typeof connect>, finish: (answers: boolean) => void): void {
  socket.write(startupPacket)
  socket.once('data', (bytes) => finish(!bytes.includes('57P03')))
}

const parameters = Buffer.from('user\0reeve_probe\0database\0reeve_probe\0\0', 'latin1')
const startupPacket = Buffer.concat([Buffer.alloc(8), parameters])
startupPacket.writeInt32BE(startupPacket.length, 0)
startupPacket.writeInt32BE(196_608, 4)
