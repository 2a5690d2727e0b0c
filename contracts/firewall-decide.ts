/**
 * What a packet meets: the one meaning of the rules. The gate's ruleset is compared with it by tests, the panel's dry run answers from it. Pure.
 */
import type { AddressSet, Direction, Hours, InstallationRules, Protocol, Remote, Rule, Scope, TenantRules, Verdict } from './firewall.ts'
import { addressOf, holds, merge, type Range, rangeOf } from './networks.ts'
import { worldPorts } from './zones.ts'

/** Everything that is wanted, with sets by their ids. */
export interface FirewallState {
  installation: Pick<InstallationRules, 'rules' | 'plans'>
  tenants: ReadonlyMap<string, Pick<TenantRules, 'plan' | 'rules'>>
  suspended: ReadonlySet<string>
  sets: ReadonlyMap<string, Pick<AddressSet, 'networks'>>
}

/** The own side of a packet. Without one it is the gate itself: the panel, or a name that nobody has. */
export interface Target {
  service: string
  tenant: string
  /** It has no address of its own for this port: only HAProxy knows whose the connection is. */
  shared: boolean
}

export interface Packet {
  direction: Direction
  /** The other side. */
  address: string
  target: Target | null
  protocol: Exclude<Protocol, 'any'>
  /** Where it goes to; 0 for ICMP. */
  port: number
  /** Milliseconds since 1970. */
  at: number
}

export interface Decision {
  verdict: Exclude<Verdict, 'limit'>
  /** The rule that decides; null: none matched, and the standing word counts. */
  rule: { id: string; scope: Scope } | null
  /** Limits on the way: it goes on only as long as they are not used up. */
  limits: { id: string; scope: Scope }[]
  /** Without a rule: why. */
  why: 'rule' | 'in is open' | 'out is closed' | 'own networks' | 'suspended' | 'closed port'
}

/** Never a destination of what goes out, whatever the rules say: Reeve's own wires, this machine, neighbours on the wire, groups. */
export const closedNetworks = [
  '0.0.0.0/8',
  '10.87.0.0/16',
  '10.88.0.0/16',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'fe80::/10',
  'ff00::/8',
] as const
const closed = merge(closedNetworks.flatMap((text) => rangeOf(text) ?? []))

/** Minutes of one day (0 is Sunday) in which hours hold: `to` excluded. */
export interface Window {
  day: number
  from: number
  to: number
}

/** Hours as windows that end with their day. */
export const windowsOf = ({ days, from, to }: Hours): Window[] =>
  days.flatMap((day) => {
    if (from < to) return [{ day, from, to }]
    const rest = { day: (day + 1) % 7, from: 0, to }
    const windows = [{ day, from, to: 1440 }, rest]
    return windows.filter((window) => window.from < window.to)
  })

export function isActive(hours: Hours | null, at: number): boolean {
  if (hours === null) return true
  const now = new Date(at)
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes()
  return windowsOf(hours).some(({ day, from, to }) => day === now.getUTCDay() && minute >= from && minute < to)
}

/** Lists that were read already: 100,000 networks take a moment, and rules are looked at often. */
const read = new WeakMap<readonly string[], Range[]>()

/** The ranges of a list of networks, joined. The list is never changed in place. */
export function rangesIn(networks: readonly string[]): Range[] {
  const known = read.get(networks)
  if (known !== undefined) return known
  const ranges = merge(networks.flatMap((text) => rangeOf(text) ?? []))
  read.set(networks, ranges)
  return ranges
}

/** Ranges that a remote side means, joined; undefined: every address. */
export function rangesOf(remote: Remote, sets: FirewallState['sets']): Range[] | undefined {
  if (remote.kind === 'any') return undefined
  return rangesIn(remote.kind === 'set' ? (sets.get(remote.set)?.networks ?? []) : remote.networks)
}

/** Whether a rule is about this traffic, whoever the other side is. */
export const concerns = (rule: Rule, packet: Pick<Packet, 'direction' | 'protocol' | 'port' | 'at'>, service: string | null): boolean =>
  rule.enabled &&
  rule.direction === packet.direction &&
  (rule.protocol === 'any' || rule.protocol === packet.protocol) &&
  (rule.ports.length === 0 || rule.ports.some(({ from, to }) => packet.port >= from && packet.port <= to)) &&
  (rule.services === null || (service !== null && rule.services.includes(service))) &&
  isActive(rule.hours, packet.at)

/** Rules that a packet to or from a target is shown, in order. */
export function rulesFor(state: FirewallState, target: Target | null): { rule: Rule; scope: Scope }[] {
  const own = target === null ? undefined : state.tenants.get(target.tenant)
  const plan = state.installation.plans.find((each) => each.plan === own?.plan)
  const of = (scope: Scope, rules: readonly Rule[] = []) => rules.map((rule) => ({ rule, scope }))
  return [...of('global', state.installation.rules), ...of('plan', plan?.rules), ...of('tenant', own?.rules)]
}

export function decide(state: FirewallState, packet: Packet): Decision {
  const address = addressOf(packet.address)
  const limits: Decision['limits'] = []
  const out = packet.direction === 'out'
  if (address === undefined || (out && holds(closed, address))) return { verdict: 'deny', rule: null, limits, why: 'own networks' }
  const { target } = packet
  const listened = packet.protocol === 'tcp' && worldPorts.some((port) => port === packet.port)
  if (!out && !listened) return { verdict: 'deny', rule: null, limits, why: 'closed port' }
  if (out && target === null) return { verdict: 'deny', rule: null, limits, why: 'out is closed' }
  if (out && target !== null && state.suspended.has(target.tenant)) return { verdict: 'deny', rule: null, limits, why: 'suspended' }
  for (const { rule, scope } of rulesFor(state, target)) {
    if (!concerns(rule, packet, target?.service ?? null)) continue
    const ranges = rangesOf(rule.remote, state.sets)
    if (ranges !== undefined && !holds(ranges, address)) continue
    if (rule.verdict !== 'limit') return { verdict: rule.verdict, rule: { id: rule.id, scope }, limits, why: 'rule' }
    // HAProxy counts for one limit: where several match, the first one counts.
    if (target?.shared !== true || scope === 'global' || limits.every((limit) => limit.scope === 'global'))
      limits.push({ id: rule.id, scope })
  }
  return out ? { verdict: 'deny', rule: null, limits, why: 'out is closed' } : { verdict: 'allow', rule: null, limits, why: 'in is open' }
}

/** Whether two versions of an installation's rules differ in what may keep people from panel or SSH. */
export function touchesVital(before: readonly Rule[], after: readonly Rule[], vital: readonly number[]): boolean {
  const about = (rules: readonly Rule[]) =>
    rules.filter(
      (rule) =>
        rule.enabled &&
        rule.direction === 'in' &&
        (rule.protocol === 'any' || rule.protocol === 'tcp') &&
        (rule.ports.length === 0 || rule.ports.some(({ from, to }) => vital.some((port) => port >= from && port <= to))),
    )
  const shape = (rules: readonly Rule[]) => JSON.stringify(about(rules).map(({ comment: _, ...counts }) => counts))
  return shape(before) !== shape(after)
}

/** Whether a rule that is new, changed or gone is about the address of the person who asks. An opening that is added keeps nobody out. */
export function touchesAddress(before: readonly Rule[], after: readonly Rule[], sets: FirewallState['sets'], address: string): boolean {
  const found = addressOf(address)
  if (found === undefined) return false
  const shape = (rule: Rule) => JSON.stringify({ ...rule, comment: '' })
  const [old, fresh] = [new Set(before.map(shape)), new Set(after.map(shape))]
  const gone = before.filter((rule) => !fresh.has(shape(rule)))
  const added = after.filter((rule) => !old.has(shape(rule)) && rule.verdict !== 'allow')
  return [...gone, ...added].some((rule) => {
    const ranges = rangesOf(rule.remote, sets)
    return rule.enabled && rule.direction === 'in' && (ranges === undefined || holds(ranges, found))
  })
}
