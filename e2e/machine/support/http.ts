import { request } from 'node:http'
import { cards } from '../../../contracts/zones.ts'

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** One request to the gate's address for a host name, on a connection of its own. */
export function get(host: string, path = '/', timeout = 30_000): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: cards.gate.uplink[1], port: 80, path, headers: { host, connection: 'close' }, agent: false, timeout }
    const outgoing = request(options, (incoming) => {
      let body = ''
      incoming.setEncoding('utf8')
      incoming.on('data', (chunk) => {
        body += chunk
      })
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }))
      incoming.on('error', reject)
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer of ${host} in ${timeout} ms`)))
    outgoing.on('error', reject)
    outgoing.end()
  })
}

/** Asks again until the check holds; throws what it saw last when it never does. */
export async function until<T>(what: string, look: () => Promise<T>, holds: (seen: T) => boolean, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000
  let last: unknown
  while (Date.now() < end) {
    try {
      const seen = await look()
      if (holds(seen)) return seen
      last = seen
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${what}: not within ${seconds} s; last seen: ${last instanceof Error ? last.message : JSON.stringify(last)}`)
}
