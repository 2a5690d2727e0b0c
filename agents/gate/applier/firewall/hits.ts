import type { FirewallLog } from '../../../../contracts/gate.ts'
import { hitSeconds, hitTables } from '../render/haproxy-firewall.ts'
import type { Runtime } from '../runtime.ts'
import type { Firewall } from './firewall.ts'
import type { Kernel, Lost } from './kernel.ts'
import { counterOf, standing } from './render.ts'
import type { Wanted } from './wanted.ts'

/** What rules have met: counted by the kernel and, for names that share an address, by HAProxy. */
export interface Hits {
  /** Looks at the counters, so that it is known when one last moved. */
  look(): Promise<void>
  /** Of one tenant's rules, and what was turned away from his services; null: of all. */
  log(tenant: string | null): Promise<FirewallLog>
}

type Line = FirewallLog['lost'][number]
/** Lines of the log that are told. */
const mostLines = 1000

/** Closed ports of one source within a day that nobody tries by mistake. */
const manyPorts = 20
const mostScans = 50

/** HAProxy's count of one rule and source. */
interface Shared {
  rule: string
  source: string
  met: number
  refused: number
  at: number
}

export function createHits(firewall: Firewall, kernel: Kernel, runtime: Runtime, now: () => number = Date.now): Hits {
  const seen = new Map<string, { packets: number; last: number | null }>()

  async function look(): Promise<void> {
    const counters = await kernel.counters()
    for (const [name, packets] of counters) {
      const before = seen.get(name)
      // Before the first look nobody knows when.
      const moved = before !== undefined && packets !== before.packets
      seen.set(name, { packets, last: moved ? now() : (before?.last ?? null) })
    }
    for (const name of seen.keys()) if (!counters.has(name)) seen.delete(name)
  }

  function hitsOf(rule: string, shared: readonly Shared[]): FirewallLog['hits'][number] {
    const counted = seen.get(counterOf(rule))
    const last = Math.max(counted?.last ?? 0, ...shared.map(({ at }) => at))
    return { rule, packets: shared.reduce((sum, { met }) => sum + met, counted?.packets ?? 0), last: last === 0 ? null : last }
  }

  return {
    look,
    async log(tenant) {
      const [, lost, shared, present] = await Promise.all([look(), kernel.lost(), readShared(runtime, now()), kernel.present()])
      const wanted = firewall.wanted()
      const { own, shown } = rulesOf(wanted, tenant)
      const ofRule = new Map<string, Shared[]>()
      for (const entry of shared) ofRule.set(entry.rule, [...(ofRule.get(entry.rule) ?? []), entry])
      const lines = [
        ...lost.flatMap(lineOf(wanted, tenant, shown, firewall.marks(), now())),
        ...shared.filter(({ rule, refused }) => refused > 0 && own.has(rule)).map(sharedLine),
      ]
      const newest = lines.sort((a, b) => b.at - a.at)
      return {
        generation: present.generation ?? 0,
        hits: [...own].map((rule) => hitsOf(rule, ofRule.get(rule) ?? [])),
        scans: tenant === null ? scansIn(newest) : [],
        // Who scans would fill the log with his own lines.
        lost: newest.filter(({ why }) => tenant === null || why !== 'closedPort').slice(0, mostLines),
      }
    },
  }
}

/** Rules that are the tenant's own, and those that may be named to him: the administrator's global ones are not. */
function rulesOf({ installation, tenants }: Wanted, tenant: string | null): { own: Set<string>; shown: Set<string> } {
  const ids = (rules: readonly { id: string }[] = []) => rules.map(({ id }) => id)
  if (tenant === null) {
    const all = [installation.rules, ...installation.plans.map(({ rules }) => rules), ...[...tenants.values()].map(({ rules }) => rules)]
    const found = new Set(all.flatMap(ids))
    return { own: found, shown: found }
  }
  const wish = tenants.get(tenant)
  const plan = installation.plans.find((each) => each.plan === wish?.plan)
  return { own: new Set(ids(wish?.rules)), shown: new Set([...ids(plan?.rules), ...ids(wish?.rules)]) }
}

const whys = new Map(Object.entries(standing).map(([why, mark]) => [mark as number, why as keyof typeof standing]))

function lineOf(wanted: Wanted, tenant: string | null, shown: ReadonlySet<string>, marks: ReadonlyMap<number, string>, now: number) {
  const places = new Map<string, string>()
  for (const { service, tenant: owner, address, ownAddress } of wanted.services) {
    if (tenant !== null && owner !== tenant) continue
    places.set(address, service)
    if (ownAddress !== null) places.set(ownAddress, service)
  }
  return ({ mark, agoMs, ...packet }: Lost): Line[] => {
    const service = places.get(packet.destination) ?? places.get(packet.source) ?? null
    if (tenant !== null && service === null) return []
    const rule = marks.get(mark) ?? null
    return [{ ...packet, at: now - agoMs, rule: rule !== null && shown.has(rule) ? rule : null, why: whys.get(mark) ?? null, service }]
  }
}

/** Lines newest first. */
function scansIn(lines: readonly Line[]): FirewallLog['scans'] {
  const bySource = new Map<string, { ports: Set<number | null>; last: number }>()
  for (const { why, source, port, at } of lines) {
    if (why !== 'closedPort') continue
    const found = bySource.get(source) ?? { ports: new Set(), last: at }
    found.ports.add(port)
    bySource.set(source, found)
  }
  return [...bySource]
    .filter(([, { ports }]) => ports.size >= manyPorts)
    .map(([source, { ports, last }]) => ({ source, ports: ports.size, last }))
    .slice(0, mostScans)
}

const sharedLine = ({ rule, source, refused, at }: Shared): Line => ({
  ...{ at, rule, why: null, source, destination: null, protocol: 'tcp', port: null, service: null, packets: refused },
})

/** HAProxy that is just starting has counted nothing. A limit has met only what it refused, as in the kernel. */
async function readShared(runtime: Runtime, now: number): Promise<Shared[]> {
  const tables = await Promise.all(
    hitTables.map(async (name) => ({ name, text: await runtime.command(`show table ${name}`).catch(() => '') })),
  )
  return tables.flatMap(({ name, text }) =>
    text.split('\n').flatMap((line) => {
      const fields = new Map([...line.matchAll(/(\w+)(?:\(\d+\))?=(\S+)/g)].map(([, field = '', value = '']) => [field, value]))
      const [rule, source] = fields.get('key')?.split('/') ?? []
      if (rule === undefined || source === undefined) return []
      const [met, refused, left] = ['gpc1', 'gpc0', 'exp'].map((field) => Number(fields.get(field) ?? 0))
      const at = now - Math.max(0, hitSeconds * 1000 - (left ?? 0))
      return [{ rule, source, met: (name === 'firewall-hits' ? met : refused) ?? 0, refused: refused ?? 0, at }]
    }),
  )
}
