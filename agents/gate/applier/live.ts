import type { Usage } from '../../../contracts/gate.ts'
import { createQueue } from '../../core/queue.ts'
import { files, type Layout } from './render/layout.ts'
import { conf } from './render/lines.ts'
import { expectSilence, type Runtime } from './runtime.ts'

/** Which services requests go straight to, and what HAProxy counts of them. */
export interface Live {
  set(service: string, address: string): Promise<void>
  remove(service: string): Promise<void>
  /** Open connections and requests of one service, also those that wait for it. */
  connections(service: string): Promise<number>
  usage(): Promise<Usage['services']>
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
  }
}

/** `show table usage`: one line an entry, such as `0x7f: key=s... use=0 exp=604799990 shard=0 conn_cur=0 http_req_cnt=2 ...`. */
export function parseUsage(text: string): Map<string, { idleMs: number; connections: number }> {
  const found = new Map<string, { idleMs: number; connections: number }>()
  for (const line of text.split('\n')) {
    const fields = new Map([...line.matchAll(/(\w+)(?:\(\d+\))?=(\S+)/g)].map(([, name = '', value = '']) => [name, value]))
    const key = fields.get('key')
    if (key === undefined) continue
    const connections = Number(fields.get('conn_cur') ?? 0)
    found.set(key, { connections, idleMs: connections > 0 ? 0 : Math.max(0, expireMs - Number(fields.get('exp') ?? 0)) })
  }
  return found
}

/** `show map`: lines such as `0x7f s... 10.88.1.2`. */
export function parseMap(text: string): Map<string, string> {
  const lines = text.split('\n').map((line) => line.trim().split(' '))
  return new Map(lines.flatMap(([, key, value]) => (key === undefined || value === undefined ? [] : [[key, value] as const])))
}
