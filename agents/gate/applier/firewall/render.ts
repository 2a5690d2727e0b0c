import { createHash } from 'node:crypto'
import type { Rule } from '../../../../contracts/firewall.ts'
import { closedNetworks } from '../../../../contracts/firewall-decide.ts'
import type { Family } from '../../../../contracts/networks.ts'
import { forwardMark, tenantAddresses, worldPorts } from '../../../../contracts/zones.ts'
import { conf } from '../../../core/conf.ts'
import { conditionsOf, elementsOf, list, setNameOf } from '../../../core/nft-match.ts'
import { allSets, type Guarded, type Wanted } from './wanted.ts'

export const table = 'inet reeve_rules'

/** Names in the kernel that stand from before. */
export interface Present {
  chains: ReadonlySet<string>
  sets: ReadonlySet<string>
  maps: ReadonlySet<string>
  counters: ReadonlySet<string>
}
export const nothing: Present = { chains: new Set(), sets: new Set(), maps: new Set(), counters: new Set() }

/** What is dropped without a rule, by the mark that the log knows it by. */
export const standing = { outClosed: 1, ownNetworks: 2, nobodys: 3, suspended: 4, closedPort: 5 } as const

export interface Rendered {
  text: string
  /** What stands in the kernel after it. */
  present: Present
  /** The log's number of each rule that drops. */
  marks: ReadonlyMap<number, string>
}

const both: readonly Family[] = [4, 6]
const four: readonly Family[] = [4]
export const counterOf = (rule: string): string => `r_${rule}`

/**
 * The whole ruleset as one transaction of `nft -f -`: our own table, beside the base firewall, which it can narrow for what comes in and which lets
 * go out only what this table has marked. Counters, full sets and rates of what did not change stand as they are. Pure.
 */
export function renderRuleset(wanted: Wanted, generation: number, present: Present): Rendered {
  const pieces = new Pieces(wanted)
  const global = (direction: Rule['direction']) => wanted.installation.rules.filter((rule) => rule.direction === direction)
  pieces.chain('global_in', pieces.rules(global('in'), both))
  pieces.chain('global_out', pieces.rules(global('out'), both))
  for (const { plan, rules } of wanted.installation.plans) {
    for (const direction of ['in', 'out'] as const)
      pieces.chain(
        conf`plan_${direction}_${plan}`,
        pieces.rules(
          rules.filter((rule) => rule.direction === direction),
          four,
        ),
      )
  }
  for (const tenant of new Set(wanted.services.map((service) => service.tenant))) pieces.tenant(tenant)
  return pieces.finish(generation, present)
}

class Pieces {
  readonly #wanted: Wanted
  readonly #sets: ReturnType<typeof allSets>
  readonly #chains = new Map<string, string[]>()
  readonly #counters = new Set<string>()
  /** Bodies by name. */
  readonly #named = new Map<string, string>()
  readonly #marks = new Map<number, string>()
  readonly #markOf = new Map<string, number>()

  constructor(wanted: Wanted) {
    this.#wanted = wanted
    this.#sets = allSets(wanted)
  }

  chain(name: string, rules: string[]): void {
    this.#chains.set(name, rules)
  }

  /** The same number for the same rule each time, so that the log goes on; of two that meet, the later one moves up. */
  #mark(rule: string): number {
    const known = this.#markOf.get(rule)
    if (known !== undefined) return known
    let mark = createHash('sha256').update(rule).digest().readUInt32BE(0) | 0
    mark = (mark >>> 1) + 16
    while (this.#marks.has(mark)) mark += 1
    this.#marks.set(mark, rule)
    this.#markOf.set(rule, mark)
    return mark
  }

  rules(rules: readonly Rule[], families: readonly Family[], ownOf: (rule: Rule) => string | undefined = () => ''): string[] {
    return rules.flatMap((rule) => {
      const own = rule.enabled ? ownOf(rule) : undefined
      return own === undefined ? [] : this.#rule(rule, families, own)
    })
  }

  #rule(rule: Rule, families: readonly Family[], own: string): string[] {
    const conditions = conditionsOf(rule, this.#sets, families, own)
    if (conditions.length === 0) return []
    if (rule.remote.kind === 'set') this.#declareSet(rule.remote.set, families)
    const counter = counterOf(rule.id)
    this.#counters.add(counter)
    const count = conf`counter name ${counter} `
    if (rule.verdict === 'allow') {
      const end = rule.direction === 'in' ? 'accept' : 'goto permit'
      return conditions.map(({ text }) => `${text}${count}${end}`)
    }
    const goto = count + conf`meta mark set ${this.#mark(rule.id)} goto ${rule.verdict === 'reject' ? 'refuse' : 'lose'}`
    if (rule.verdict !== 'limit') return conditions.map(({ text }) => `${text}${goto}`)
    return conditions.flatMap(({ family, text }) =>
      (family === undefined ? families : [family]).map((each) => `${text}${this.#meter(rule, each)}${goto}`),
    )
  }

  #declareSet(id: string, families: readonly Family[]): void {
    const set = this.#sets.get(id)
    if (set === undefined) return
    for (const family of families) {
      const elements = elementsOf(set, family)
      if (elements === undefined) continue
      const type = family === 4 ? 'ipv4_addr' : 'ipv6_addr'
      this.#named.set(setNameOf(set, family), `type ${type}; flags interval; elements = ${elements}`)
    }
  }

  /** New connections of one source beyond the rate: of an address of IPv4, or of the /64 that one subscriber has. */
  #meter({ id, rate }: Rule, family: Family): string {
    const { count, per } = rate ?? { count: 1, per: 'second' }
    const name = conf`m_${id}_${count}_${per}_${family}`
    const life = { second: '10s', minute: '2m', hour: '1h' }[per]
    this.#named.set(name, `type ${family === 4 ? 'ipv4_addr' : 'ipv6_addr'}; flags dynamic, timeout; timeout ${life}; size 65535`)
    const source = family === 4 ? 'ip saddr' : 'ip6 saddr and ffff:ffff:ffff:ffff::'
    return conf`update @${name} { ` + source + conf` limit rate over ${count}/${per} burst ${count} packets } `
  }

  tenant(tenant: string): void {
    const services = this.#wanted.services.filter((service) => service.tenant === tenant)
    const own = this.#wanted.tenants.get(tenant)
    const plan = this.#wanted.installation.plans.find((each) => each.plan === own?.plan)?.plan
    const only = (side: 'saddr' | 'daddr', of: (service: Guarded) => string | null) => (rule: Rule) => {
      if (rule.services === null) return ''
      const addresses = services.filter(({ service }) => rule.services?.includes(service)).flatMap((service) => of(service) ?? [])
      return addresses.length === 0 ? undefined : `ip ${side} ${list(addresses)} `
    }
    const part = (direction: Rule['direction']) => own?.rules.filter((rule) => rule.direction === direction) ?? []
    const first = (direction: Rule['direction']) => (plan === undefined ? [] : [conf`jump plan_${direction}_${plan}`])
    this.chain(conf`tenant_in_${tenant}`, [
      ...first('in'),
      ...this.rules(
        part('in'),
        four,
        only('daddr', ({ ownAddress }) => ownAddress),
      ),
    ])
    this.chain(conf`tenant_out_${tenant}`, [
      'jump global_out',
      ...first('out'),
      ...this.rules(
        part('out'),
        four,
        only('saddr', ({ address }) => address),
      ),
      lose('outClosed'),
    ])
  }

  finish(generation: number, present: Present): Rendered {
    const { services, suspended } = this.#wanted
    const halted = services.filter(({ tenant }) => suspended.has(tenant)).map(({ address }) => address)
    const inTo = services.flatMap(({ tenant, ownAddress }) => (ownAddress === null ? [] : [conf`${ownAddress} : goto tenant_in_${tenant}`]))
    const outOf = services.map(({ tenant, address }) => conf`${address} : goto tenant_out_${tenant}`)
    const maps = new Map([
      ['in_to', inTo],
      ['out_of', outOf],
    ])
    for (const [name, rules] of frame(halted)) this.chain(name, rules)
    for (const name of Object.keys(standing)) this.#counters.add(standingCounter(name))
    for (const [name, body] of logSets) this.#named.set(name, body)
    this.#named.set('generation', conf`type mark; elements = { ${generation} }`)
    const gone = <T>(before: ReadonlySet<T>, now: { has(name: T): boolean }) => [...before].filter((name) => !now.has(name))
    const lines = [
      `add table ${table}`,
      `flush table ${table}`,
      ...[...present.maps].map((name) => conf`flush map inet reeve_rules ${name}`),
      ...(present.sets.has('generation') ? [`flush set ${table} generation`] : []),
      ...gone(present.maps, maps).map((name) => conf`delete map inet reeve_rules ${name}`),
      ...gone(present.chains, this.#chains).map((name) => conf`delete chain inet reeve_rules ${name}`),
      ...gone(present.sets, this.#named).map((name) => conf`delete set inet reeve_rules ${name}`),
      ...gone(present.counters, this.#counters).map((name) => conf`delete counter inet reeve_rules ${name}`),
      `table ${table} {`,
      ...[...this.#counters].filter((name) => !present.counters.has(name)).map((name) => conf`  counter ${name} { }`),
      ...[...this.#named]
        .filter(([name]) => name === 'generation' || !present.sets.has(name))
        .map(([name, body]) => `  set ${name} { ${body}; }`),
      ...[...maps].map(
        ([name, elements]) =>
          `  map ${name} { type ipv4_addr : verdict; ${elements.length === 0 ? '' : `elements = { ${elements.join(', ')} }; `}}`,
      ),
      ...[...this.#chains].map(([name, rules]) => `  chain ${name} {\n${rules.map((rule) => `    ${rule}\n`).join('')}  }`),
      '}',
      '',
    ]
    return {
      text: lines.join('\n'),
      present: {
        chains: new Set(this.#chains.keys()),
        sets: new Set(this.#named.keys()),
        maps: new Set(maps.keys()),
        counters: this.#counters,
      },
      marks: this.#marks,
    }
  }
}

export const standingCounter = (name: string): string => `standing_${name}`
const lose = (why: keyof typeof standing): string => `counter name ${standingCounter(why)} meta mark set ${standing[why]} goto lose`

const closed = list(closedNetworks.filter((text) => !text.includes(':')))
const logged = (family: Family): string[] => {
  const ip = family === 4 ? 'ip' : 'ip6'
  const key = `meta mark . ${ip} saddr . ${ip} daddr . meta l4proto`
  const few = 'limit rate 200/second burst 400 packets'
  return [
    `meta nfproto ipv${family} meta l4proto { tcp, udp } ${few} update @lost${family} { ${key} . th dport }`,
    `meta nfproto ipv${family} meta l4proto != { tcp, udp } ${few} update @lost_other${family} { ${key} }`,
  ]
}
const logSets = ([4, 6] as const).flatMap((family): [string, string][] => {
  const address = `ipv${family}_addr`
  const rest = 'counter; flags dynamic, timeout; timeout 1d; size 20000'
  return [
    [`lost${family}`, `type mark . ${address} . ${address} . inet_proto . inet_service; ${rest}`],
    [`lost_other${family}`, `type mark . ${address} . ${address} . inet_proto; ${rest}`],
  ]
})

/** Chains that are always there. Hooks come before the base firewall's (-10). */
const frame = (halted: readonly string[]): [string, string[]][] => [
  [
    'input',
    [
      'type filter hook input priority -20; policy accept;',
      'iifname != "uplink" accept',
      'ct state established,related accept',
      // Without it nobody finds the gate's address of IPv6. From farther away than the wire nobody can send it.
      'ip6 hoplimit 255 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept',
      `meta l4proto != tcp ${lose('closedPort')}`,
      `tcp dport != ${list(worldPorts.map(String))} ${lose('closedPort')}`,
      'jump global_in',
      'ip daddr vmap @in_to',
    ],
  ],
  [
    'forward',
    [
      'type filter hook forward priority -20; policy drop;',
      `ct state established,related meta mark set ${forwardMark} accept`,
      'iifname != "tenants" drop',
      'oifname != "uplink" drop',
      'ct state invalid drop',
      `ip daddr ${closed} ${lose('ownNetworks')}`,
      // No service has an address of IPv6, and a packet of nobody's address is a forged one: no rule is asked.
      `meta nfproto ipv6 ${lose('nobodys')}`,
      `ip saddr != ${list([tenantAddresses])} ${lose('nobodys')}`,
      ...(halted.length === 0 ? [] : [`ip saddr ${list(halted)} ${lose('suspended')}`]),
      'ip saddr vmap @out_of',
      lose('nobodys'),
    ],
  ],
  ['leave', ['type nat hook postrouting priority 100; policy accept;', `oifname "uplink" ip saddr ${tenantAddresses} masquerade`]],
  ['permit', [`meta mark set ${forwardMark} accept`]],
  ['note', [...logged(4), ...logged(6)]],
  ['lose', ['jump note', 'drop']],
  ['refuse', ['jump note', 'meta l4proto tcp reject with tcp reset', 'reject with icmpx admin-prohibited']],
]
