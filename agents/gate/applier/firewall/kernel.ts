import * as z from 'zod'
import { execOk } from '../../../core/exec.ts'
import type { Present } from './render.ts'

/** A packet that was dropped: one source, destination, protocol and port of one rule, however often. */
export interface Lost {
  mark: number
  source: string
  destination: string
  protocol: string
  port: number | null
  packets: number
  /** Milliseconds since it was last seen. */
  agoMs: number
}

/** The firewall of this network namespace, as far as our own table goes. */
export interface Kernel {
  /** One transaction: all of it or nothing. Throws when the kernel refuses it. */
  apply(text: string): Promise<void>
  /** Names that stand, and the generation; nothing where the table is not there. */
  present(): Promise<Present & { generation: number | undefined }>
  /** Packets by counter. */
  counters(): Promise<Map<string, number>>
  lost(): Promise<Lost[]>
}

const tableName = 'reeve_rules'
const maxBytes = 268_435_456
const lifeSeconds = 86_400

const listed = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) })
const named = z.looseObject({ table: z.string().optional(), name: z.string(), packets: z.int().optional() })
const element = z.object({
  elem: z.object({
    val: z.object({ concat: z.array(z.union([z.string(), z.int()])) }),
    expires: z.int().default(0),
    counter: z.object({ packets: z.int() }),
  }),
})

async function list(what: string, kind: string): Promise<z.infer<typeof named>[]> {
  const text = await execOk(['nft', '-t', '-j', 'list', what], { maxOutputBytes: maxBytes })
  return listed
    .parse(JSON.parse(text))
    .nftables.flatMap((entry) => (kind in entry ? [named.parse(entry[kind])] : []))
    .filter(({ table }) => table === tableName)
}

export const kernel: Kernel = {
  apply: async (text) => {
    // Thousands of rules take seconds on a busy machine.
    await execOk(['nft', '-f', '-'], { input: text, timeoutMs: 60_000 })
  },
  async present() {
    const [chains, sets, maps, counters] = await Promise.all([
      list('chains', 'chain'),
      list('sets', 'set'),
      list('maps', 'map'),
      list('counters', 'counter'),
    ])
    const names = (found: { name: string }[]) => new Set(found.map(({ name }) => name))
    const generation = names(sets).has('generation') ? await generationOf() : undefined
    return { chains: names(chains), sets: names(sets), maps: names(maps), counters: names(counters), generation }
  },
  counters: async () => new Map((await list('counters', 'counter')).map(({ name, packets = 0 }) => [name, packets])),
  async lost() {
    const { sets } = await this.present()
    const names = ['lost4', 'lost_other4', 'lost6', 'lost_other6'].filter((name) => sets.has(name))
    const found = await Promise.all(names.map(elementsOf))
    return found.flat()
  },
}

async function generationOf(): Promise<number | undefined> {
  const text = await execOk(['nft', '-j', 'list', 'set', 'inet', tableName, 'generation'])
  return z.object({ elem: z.tuple([z.int()]) }).parse(listed.parse(JSON.parse(text)).nftables.find((entry) => 'set' in entry)?.set).elem[0]
}

async function elementsOf(name: string): Promise<Lost[]> {
  const text = await execOk(['nft', '-j', 'list', 'set', 'inet', tableName, name], { maxOutputBytes: maxBytes })
  const sets = listed.parse(JSON.parse(text)).nftables.flatMap((entry) => ('set' in entry ? [entry.set as { elem?: unknown[] }] : []))
  return sets.flatMap(({ elem = [] }) =>
    elem.map((raw): Lost => {
      const { val, expires, counter } = element.parse(raw).elem
      const [mark = 0, source = '', destination = '', protocol = '', port] = val.concat
      return {
        ...{ mark: Number(mark), source: String(source), destination: String(destination), protocol: String(protocol) },
        ...{ port: typeof port === 'number' ? port : null, packets: counter.packets, agoMs: Math.max(0, lifeSeconds - expires) * 1000 },
      }
    }),
  )
}
