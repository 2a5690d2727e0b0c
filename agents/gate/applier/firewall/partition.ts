import { createHash } from 'node:crypto'
import { ReeveError } from '../../../../contracts/errors.ts'
import type { Rule } from '../../../../contracts/firewall.ts'
import { concerns, type FirewallState, rangesOf, rulesFor } from '../../../../contracts/firewall-decide.ts'
import { bitsOf, type Family, lastOf, merge, type Range } from '../../../../contracts/networks.ts'
import { stateOf, type Wanted } from './wanted.ts'

/** What HAProxy is told for names that share an address: `service:port` to a policy, and `policy/digits/prefix` to what it says. */
export interface Policies {
  policies: Map<string, string>
  sources: Map<string, string>
}

/** Lines of the map of sources at most: HAProxy holds each in memory. */
export const mostSources = 400_000

/** Sources for which the rules say the same; `limit` was met on the way. */
interface Part {
  first: bigint
  last: bigint
  limit: Rule | undefined
}

/** What lists of rules came to, by the rules' ids: good for as long as no rule and no set changes. */
export type KnownLines = Map<string, readonly [string, string][]>

/**
 * Rules in the order in which they are asked become ranges of sources with one word each, so that HAProxy looks a source up once. What the global
 * rules open comes first, as in the ruleset; what they close never gets this far. Pure: hours are those of `at`.
 */
export function policiesOf(wanted: Wanted, at: number, known: KnownLines = new Map()): Policies {
  const state = stateOf(wanted)
  const found: Policies = { policies: new Map(), sources: new Map() }
  const named = new Map<string, string>()
  for (const { service, tenant, sharedPorts } of wanted.services) {
    for (const port of sharedPorts) {
      const packet = { direction: 'in', protocol: 'tcp', port, at } as const
      const rules = rulesFor(state, { service, tenant, shared: true }).filter(({ rule }) => concerns(rule, packet, service))
      const own = rules.filter(({ scope }) => scope !== 'global').map(({ rule }) => rule)
      if (own.length === 0) continue
      const opened = rules.flatMap(({ rule, scope }) => (scope === 'global' && rule.verdict === 'allow' ? [rule] : []))
      // Most services have the same rules as many others: those of their plan.
      const same = [...opened, ...own].map(({ id }) => id).join()
      const lines = known.get(same) ?? ([4, 6] as const).flatMap((family) => linesOf(family, opened, own, state.sets))
      known.set(same, lines)
      const policy = named.get(same) ?? addPolicy(found, lines)
      named.set(same, policy)
      if (policy !== '') found.policies.set(`${service}:${port}`, policy)
    }
  }
  return found
}

function addPolicy({ sources }: Policies, lines: readonly [string, string][]): string {
  if (lines.length === 0) return ''
  const policy = `p${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)}`
  for (const [prefix, word] of lines) sources.set(`${policy}/${prefix}`, word)
  if (sources.size > mostSources)
    throw new ReeveError('over_limit', 'The rules for websites and shared databases name more networks than the gate can hold. Name fewer.')
  return policy
}

function linesOf(family: Family, opened: readonly Rule[], own: readonly Rule[], sets: FirewallState['sets']): [string, string][] {
  const free = merge(opened.flatMap((rule) => ofFamily(rule, family, sets)))
  let open: Part[] = split([{ first: 0n, last: lastOf(family), limit: undefined }], free).outside
  const lines: [string, string][] = []
  const say = (parts: readonly Part[], rule?: Rule) => {
    for (const part of parts) for (const prefix of prefixesOf(family, part)) lines.push([prefix, wordOf(rule, part.limit)])
  }
  for (const rule of own) {
    const { inside, outside } = split(open, ofFamily(rule, family, sets))
    if (rule.verdict === 'limit') {
      const limited = inside.map((part) => ({ ...part, limit: part.limit ?? rule }))
      open = [...limited, ...outside].sort((a, b) => (a.first < b.first ? -1 : 1))
    } else {
      say(inside, rule)
      open = outside
    }
  }
  say(open.filter(({ limit }) => limit !== undefined))
  return lines
}

function wordOf(rule: Rule | undefined, limit: Rule | undefined): string {
  if (rule !== undefined && rule.verdict !== 'allow') return `deny.${rule.id}`
  if (limit?.rate) return `limit.${limit.id}.${limit.rate.per}.${limit.rate.count}`
  return `allow.${rule?.id}`
}

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

/** Hexadecimal beginnings of the addresses of a part, behind their number of digits: what HAProxy compares the source's digits with. */
function* prefixesOf(family: Family, { first, last }: Pick<Part, 'first' | 'last'>): Generator<string> {
  const digits = bitsOf(family) / 4
  for (let at = first; at <= last; ) {
    let free = 0
    while (free < digits && (at & ((16n << BigInt(4 * free)) - 1n)) === 0n && at + (16n << BigInt(4 * free)) - 1n <= last) free += 1
    const text = at.toString(16).toUpperCase().padStart(digits, '0')
    yield `${digits}/${text.slice(0, digits - free)}`
    at += 1n << BigInt(4 * free)
  }
}
