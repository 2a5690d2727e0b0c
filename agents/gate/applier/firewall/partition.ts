import { createHash } from 'node:crypto'
import type { Rule } from '../../../../contracts/firewall.ts'
import { concerns, type FirewallState, rangesOf, rulesFor } from '../../../../contracts/firewall-decide.ts'
import { bitsOf, type Family, lastOf, merge, type Range } from '../../../../contracts/networks.ts'
import { stateOf, type Wanted } from './wanted.ts'

/** What HAProxy is told for names that share an address: `service:port` to a policy, and `policy/digits/prefix` to what it says. */
export interface Policies {
  policies: Map<string, string>
  sources: Map<string, string>
  /** Tenants with services that are closed because their rules come to too much. */
  tooMany: Set<string>
}

/** A beginning of addresses, and what the rules say of those that no longer beginning fits. */
type Line = readonly [prefix: string, word: string]

/** The word for sources that no rule is about. */
export const nothing = 'open'

/** Sources for which the rules say the same; `limit` was met on the way. */
interface Part extends Omit<Range, 'family'> {
  limit: Rule | undefined
  word: string
}

/** Lines of the map of sources at most, of all tenants and of one: HAProxy and the applier hold each in memory. */
export const mostSources = 150_000
export const mostOfTenant = 20_000

/** What lists of rules came to, by the rules' ids: good for as long as no rule and no set changes. */
export type KnownLines = Map<string, readonly Line[]>

/** The rules of one port of one service, and what they come to. */
interface List {
  place: string
  tenant: string
  same: string
  first: Rule
  lines: readonly Line[]
}

/**
 * Rules in the order in which they are asked become ranges of sources with one word each, so that HAProxy looks a source up once. What the global
 * rules open comes first, as in the ruleset; what they close never gets this far. Rules that come to more lines than there is room for close the
 * services of their tenant, of those with the most lines first. Pure: hours are those of `at`.
 */
export function policiesOf(wanted: Wanted, at: number, known: KnownLines = new Map()): Policies {
  const lists = listsOf(wanted, at, known)
  const found: Policies = { policies: new Map(), sources: new Map(), tooMany: tooManyOf(lists) }
  const named = new Map<string, string>()
  for (const { place, tenant, same, first, lines } of lists) {
    const shut = found.tooMany.has(tenant)
    const name = shut ? `closed ${first.id}` : same
    const policy = named.get(name) ?? addPolicy(found, shut ? closed(first) : lines)
    named.set(name, policy)
    if (policy !== '') found.policies.set(place, policy)
  }
  return found
}

function listsOf(wanted: Wanted, at: number, known: KnownLines): List[] {
  const state = stateOf(wanted)
  const lists: List[] = []
  for (const { service, tenant, sharedPorts } of wanted.services) {
    for (const port of sharedPorts) {
      const packet = { direction: 'in', protocol: 'tcp', port, at } as const
      const rules = rulesFor(state, { service, tenant, shared: true }).filter(({ rule }) => concerns(rule, packet, service))
      const own = rules.filter(({ scope }) => scope !== 'global').map(({ rule }) => rule)
      const [first] = own
      if (first === undefined) continue
      const opened = rules.flatMap(({ rule, scope }) => (scope === 'global' && rule.verdict === 'allow' ? [rule] : []))
      // Most services have the same rules as many others: those of their plan.
      const same = [...opened, ...own].map(({ id }) => id).join()
      const lines = known.get(same) ?? allLines(opened, own, state.sets)
      known.set(same, lines)
      lists.push({ place: `${service}:${port}`, tenant, same, first, lines })
    }
  }
  return lists
}

/** Whose lists do not fit. Each list counts once, also when many services have it. */
function tooManyOf(lists: readonly List[]): Set<string> {
  const all = new Map(lists.map(({ same, lines }) => [same, lines.length]))
  const held = new Map<string, Set<string>>()
  for (const { tenant, same } of lists) held.set(tenant, (held.get(tenant) ?? new Set()).add(same))
  const sum = (names: Iterable<string>) => [...names].reduce((count, name) => count + (all.get(name) ?? 0), 0)
  const most = [...held].map(([tenant, names]) => ({ tenant, count: sum(names) })).sort((a, b) => b.count - a.count)
  const shut = new Set(most.flatMap(({ tenant, count }) => (count > mostOfTenant ? [tenant] : [])))
  const open = () => sum(new Set([...held].flatMap(([tenant, names]) => (shut.has(tenant) ? [] : [...names]))))
  for (const { tenant } of most) {
    if (open() <= mostSources) break
    shut.add(tenant)
  }
  return shut
}

const families = [4, 6] as const
const denied = ({ id }: Rule): string => `deny.${id}`
const beginning = (family: Family, digits = ''): string => `${bitsOf(family) / 4}/${digits}`
const closed = (rule: Rule): Line[] => families.map((family): Line => [beginning(family), denied(rule)])

function addPolicy({ sources }: Policies, lines: readonly Line[]): string {
  if (lines.length === 0) return ''
  const policy = `p${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)}`
  for (const [prefix, word] of lines) sources.set(`${policy}/${prefix}`, word)
  return policy
}

const allLines = (opened: readonly Rule[], own: readonly Rule[], sets: FirewallState['sets']): Line[] =>
  families.flatMap((family) => linesOf(family, partsOf(family, opened, own, sets)))

/** The whole family in ranges of one word each, in order. */
function partsOf(family: Family, opened: readonly Rule[], own: readonly Rule[], sets: FirewallState['sets']): Part[] {
  const all: Range = { family, first: 0n, last: lastOf(family) }
  const free = merge(opened.flatMap((rule) => ofFamily(rule, family, sets)))
  const start = split([{ ...all, limit: undefined, word: nothing }], free)
  let open = start.outside
  const parts = [...start.inside]
  for (const rule of own) {
    const { inside, outside } = split(open, ofFamily(rule, family, sets))
    if (rule.verdict === 'limit') {
      const limited = inside.map((part) => (part.limit === undefined ? { ...part, limit: rule, word: limitOf(rule) } : part))
      open = [...limited, ...outside].sort(inOrder)
    } else {
      const allowed = rule.verdict === 'allow'
      parts.push(
        ...inside.map((part) => ({ ...part, word: allowed ? (part.limit === undefined ? `allow.${rule.id}` : part.word) : denied(rule) })),
      )
      open = outside
    }
  }
  return [...parts, ...open].sort(inOrder)
}

const inOrder = (a: Part, b: Part): number => (a.first < b.first ? -1 : 1)
const limitOf = ({ id, rate }: Rule): string => (rate === null ? nothing : `limit.${id}.${rate.per}.${rate.count}`)

const ofFamily = (rule: Rule, family: Family, sets: FirewallState['sets']): Range[] =>
  rangesOf(rule.remote, sets)?.filter((range) => range.family === family) ?? [{ family, first: 0n, last: lastOf(family) }]

/** Both lists sorted and without overlap. */
function split(parts: readonly Part[], ranges: readonly Range[]): { inside: Part[]; outside: Part[] } {
  const [inside, outside]: [Part[], Part[]] = [[], []]
  let at = 0
  for (const part of parts) {
    let from = part.first
    while (at < ranges.length && (ranges[at]?.last ?? 0n) < from) at += 1
    for (let next = at; next < ranges.length; next += 1) {
      const range = ranges[next]
      if (range === undefined || range.first > part.last) break
      const [first, last] = [range.first > from ? range.first : from, range.last < part.last ? range.last : part.last]
      if (first > from) outside.push({ ...part, first: from, last: first - 1n })
      inside.push({ ...part, first, last })
      from = last + 1n
    }
    if (from <= part.last) outside.push({ ...part, first: from })
  }
  return { inside, outside }
}

/**
 * Hexadecimal beginnings of addresses, behind their number of digits, each with the word of most addresses that begin so: HAProxy takes the longest that
 * fits a source's digits, so only what differs from that is said once more, longer. `parts` cover the family and are in order. No more lines than
 * show that they are too many.
 */
function linesOf(family: Family, parts: readonly Part[]): Line[] {
  const lines: Line[] = []
  const digits = bitsOf(family) / 4
  const say = (at: bigint, free: number, word: string) => {
    lines.push([
      beginning(
        family,
        at
          .toString(16)
          .toUpperCase()
          .padStart(digits, '0')
          .slice(0, digits - free),
      ),
      word,
    ])
  }
  /** Of the addresses that share all digits but the last `free`; `from`: the part that `first` is in. */
  const below = (first: bigint, free: number, from: number, inherited: string): void => {
    if (lines.length > mostOfTenant) return
    const last = first + sizeOf(free) - 1n
    const here = clip(parts, from, first, last)
    const word = most(here, inherited)
    if (word !== inherited) say(first, free, word)
    const others = here.filter((part) => part.word !== word)
    // Few exceptions in a wide field: no need to go down digit by digit.
    if (here.length <= 3) {
      for (const part of others) for (const [at, rest] of beginningsOf(part, digits)) say(at, rest, part.word)
      return
    }
    const size = sizeOf(free - 1)
    let at = from
    for (let child = first; child <= last; child += size) {
      while ((parts[at]?.last ?? last) < child) at += 1
      const part = parts[at]
      if (part === undefined || part.last < child + size - 1n) below(child, free - 1, at, word)
      else if (part.word !== word) say(child, free - 1, part.word)
    }
  }
  below(0n, digits, 0, nothing)
  return lines
}

const sizeOf = (digits: number): bigint => 1n << BigInt(4 * digits)

function clip(parts: readonly Part[], from: number, first: bigint, last: bigint): Part[] {
  const found: Part[] = []
  for (let at = from, part = parts[at]; part !== undefined && part.first <= last; part = parts[++at])
    found.push({ ...part, first: part.first > first ? part.first : first, last: part.last < last ? part.last : last })
  return found
}

/** The word of most of the addresses; in doubt the one that counts already. */
function most(parts: readonly Part[], inherited: string): string {
  const widths = new Map([[inherited, 0n]])
  for (const { word, first, last } of parts) widths.set(word, (widths.get(word) ?? 0n) + last - first + 1n)
  return [...widths].reduce((widest, each) => (each[1] > widest[1] ? each : widest))[0]
}

/** The longest runs of addresses that share all digits but the last few, from which a range is made. */
function* beginningsOf({ first, last }: Part, digits: number): Generator<[first: bigint, free: number]> {
  for (let at = first; at <= last; ) {
    let free = 0
    while (free < digits && at % sizeOf(free + 1) === 0n && at + sizeOf(free + 1) - 1n <= last) free += 1
    yield [at, free]
    at += sizeOf(free)
  }
}
