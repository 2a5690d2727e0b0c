import { request } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import { cards } from '../contracts/zones.ts'

export interface Visit {
  status: number
  /** From the first byte of the question to the first of the answer, on a connection of its own. */
  milliseconds: number
}

/** One request for a host name at the gate, as a visitor's browser makes it. */
export function visit(host: string, path = '/'): Promise<Visit> {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const options = { host: cards.gate.uplink[1], port: 80, path, headers: { host, connection: 'close' }, agent: false, timeout: 60_000 }
    const asking = request(options, (answer) => {
      const milliseconds = performance.now() - start
      answer.resume()
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, milliseconds }))
      answer.once('error', reject)
    })
    asking.once('timeout', () => asking.destroy(new Error(`${host} did not answer within a minute.`)))
    asking.once('error', reject)
    asking.end()
  })
}

/** A visit that has to succeed. */
export async function rightVisit(host: string): Promise<number> {
  const { status, milliseconds } = await visit(host)
  if (status !== 200) throw new Error(`${host} answered ${status}.`)
  return milliseconds
}

/** Asks until `host` answers 200; a new name may still be on its way to the gate. */
export async function firstRightVisit(host: string): Promise<void> {
  const end = Date.now() + 60_000
  for (;;) {
    const { status } = await visit(host)
    if (status === 200) return
    if (Date.now() > end) throw new Error(`${host} answered ${status} for a minute.`)
    await after(5)
  }
}
