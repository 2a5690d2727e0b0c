import type { Traffic, Usage } from '../../../contracts/gate.ts'
import { serviceId } from '../../../contracts/ids.ts'
import { answerClasses } from '../../../contracts/statistics.ts'
import { conf } from '../../core/conf.ts'
import { createQueue } from '../../core/queue.ts'
import { counters } from './render/counters.ts'
import { files, type Layout } from './render/layout.ts'
import { expectSilence, type Runtime } from './runtime.ts'

/** Which services requests go straight to, and what HAProxy counts of them. */
export interface Live {
  set(service: string, address: string): Promise<void>
  remove(service: string): Promise<void>
  /** Open connections and requests of one service, also those that wait for it. */
  connections(service: string): Promise<number>
  usage(): Promise<Usage['services']>
  /** What was counted of services that were in use within so many milliseconds. */
  traffic(withinMs: number): Promise<Traffic['services']>
}

/** As in `haproxy.ts`: what an entry of the table `usage` has left when it was touched just now. */
const expireMs = 7 * 24 * 3600 * 1000

export function createLive(layout: Layout, runtime: Runtime): Live {
  const map = files(layout.state).map('live')
  // What was asked for first is done first: an entry that is taken away must not come back.
  const queue = createQueue()
  return {
    set: (service, address) =>
      queue(service, async () => {
        const answer = await runtime.command(conf`del map ${map} ${service};add map ${map} ${service} ${address}`)
        expectSilence(answer, 'add map live', /^Key not found\.$/)
      }),
    remove: (service) =>
      queue(service, async () => {
        expectSilence(await runtime.command(conf`del map ${map} ${service}`), 'del map live', /^Key not found\.$/)
      }),
    async connections(service) {
      return parseUsage(await runtime.command(conf`show table usage key ${service}`)).get(service)?.connections ?? 0
    },
    async usage() {
      const [table, entries] = await Promise.all([runtime.command('show table usage'), runtime.command(conf`show map ${map}`)])
      const used = parseUsage(table)
      const live = parseMap(entries)
      return [...new Set([...used.keys(), ...live.keys()])].map((service) => ({
        service,
        idleMs: used.get(service)?.idleMs ?? null,
        connections: used.get(service)?.connections ?? 0,
        live: live.get(service) ?? null,
      }))
    },
    traffic: async (withinMs) => parseTraffic(await runtime.command('show table usage'), withinMs),
  }
}

/** `show table usage`: one line an entry, such as `0x7f: key=s... use=0 exp=604799990 shard=0 conn_cur=0 http_req_cnt=2 ... gpc0=2 ...`. */
export function parseUsage(text: string): Map<string, { idleMs: number; connections: number }> {
  const found = new Map<string, { idleMs: number; connections: number }>()
  for (const line of text.split('\n')) {
    const key = / key=(\S+)/.exec(line)?.[1]
    if (key === undefined) continue
    const connections = fieldOf(line, 'conn_cur')
    found.set(key, { connections, idleMs: connections > 0 ? 0 : Math.max(0, expireMs - fieldOf(line, 'exp')) })
  }
  return found
}

/** Of the entries that were touched within so many milliseconds: most were not, and are left unread. */
export function parseTraffic(text: string, withinMs: number): Traffic['services'] {
  return text.split('\n').flatMap((line) => {
    const service = serviceId.safeParse(/ key=(\S+)/.exec(line)?.[1])
    if (!service.success) return []
    const connections = fieldOf(line, 'conn_cur')
    if (connections === 0 && expireMs - fieldOf(line, 'exp') > withinMs) return []
    // HAProxy writes places of an array as `gpc0=`.
    const places = new Map([...line.matchAll(/ gpc(\d+)=(\d+)/g)].map(([, place, value]) => [Number(place), Number(value)]))
    const counted = (from: number, count: number) => Array.from({ length: count }, (_, index) => places.get(from + index) ?? 0)
    return {
      service: service.data,
      connections,
      requests: fieldOf(line, 'http_req_cnt'),
      answers: counted(counters.answers, 4),
      held: places.get(counters.held) ?? 0,
      times: counted(counters.times, answerClasses.length + 1),
      bytesIn: fieldOf(line, 'bytes_in_cnt'),
      bytesOut: fieldOf(line, 'bytes_out_cnt'),
    }
  })
}

/** A number of an entry; 0 when it is not there. Some fields have their period behind the name. */
const fieldOf = (line: string, name: string): number => Number(new RegExp(` ${name}(?:\\(\\d+\\))?=(\\d+)`).exec(line)?.[1] ?? 0)

/** `show map`: lines such as `0x7f s... 10.88.1.2`. */
export function parseMap(text: string): Map<string, string> {
  const lines = text.split('\n').map((line) => line.trim().split(' '))
  return new Map(lines.flatMap(([, key, value]) => (key === undefined || value === undefined ? [] : [[key, value] as const])))
}
