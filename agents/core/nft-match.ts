import { createHash } from 'node:crypto'
import type { AddressSet, Hours, Rule } from '../../contracts/firewall.ts'
import { rangesIn, windowsOf } from '../../contracts/firewall-decide.ts'
import { type Family, networksOf } from '../../contracts/networks.ts'
import { conf } from './conf.ts'

export const list = (values: readonly string[]): string => `{ ${values.map((value) => conf`${value}`).join(', ')} }`

interface Written {
  name: string
  /** The elements as nft reads them; undefined when there are none. */
  text: string | undefined
}
const written = new WeakMap<readonly string[], Map<Family, Written>>()

/** The networks of one family, without overlap, since the kernel takes no others; and a name that says what they are. */
function ofFamily(networks: readonly string[], family: Family): Written {
  const families = written.get(networks) ?? new Map<Family, Written>()
  const known = families.get(family)
  if (known !== undefined) return known
  const own = rangesIn(networks)
    .filter((range) => range.family === family)
    .flatMap(networksOf)
  const name = `s_${createHash('sha256').update(own.join()).digest('hex').slice(0, 24)}_${family}`
  const made = { name, text: own.length === 0 ? undefined : list(own) }
  families.set(family, made)
  written.set(networks, families)
  return made
}

/** A set that did not change has the name that stands in the kernel already, and is not written again. */
export const setNameOf = (set: Pick<AddressSet, 'networks'>, family: Family): string => ofFamily(set.networks, family).name

/** The set's networks of one family, as nft reads them. */
export const elementsOf = (set: Pick<AddressSet, 'networks'>, family: Family): string | undefined => ofFamily(set.networks, family).text

const ip = (family: Family) => (family === 4 ? 'ip' : 'ip6')
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const clock = (minute: number) => [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')

/** The last second of a window is the one before its end. */
function timesOf(hours: Hours | null): string[] {
  if (hours === null) return ['']
  return windowsOf(hours).map(({ day, from, to }) => {
    const whole = from === 0 && to === 1440
    const name = `meta day "${days[day]}" `
    return whole ? name : `${name}meta hour "${clock(from)}:00"-"${clock(to - 1)}:59" `
  })
}

function protocolOf({ protocol, ports }: Rule): string {
  if (protocol === 'any') return ''
  if (protocol === 'icmp') return 'meta l4proto { icmp, ipv6-icmp } '
  if (ports.length === 0) return `meta l4proto ${protocol} `
  return `${protocol} dport ${list(ports.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)))} `
}

/** Conditions of a rule on the other side, one for each family that it is about; undefined: both, without a word. */
function remotesOf(
  rule: Rule,
  sets: ReadonlyMap<string, AddressSet>,
  families: readonly Family[],
): { family: Family | undefined; text: string }[] {
  const { remote, direction } = rule
  if (remote.kind === 'any') return [{ family: undefined, text: '' }]
  const side = direction === 'in' ? 'saddr' : 'daddr'
  return families.flatMap((family) => {
    const set = remote.kind === 'set' ? sets.get(remote.set) : undefined
    const held = remote.kind === 'set' ? set && elementsOf(set, family) : ofFamily(remote.networks, family).text
    if (held === undefined) return []
    const named = set === undefined ? held : `@${setNameOf(set, family)}`
    return [{ family, text: `${ip(family)} ${side} ${named} ` }]
  })
}

export interface Condition {
  /** Undefined: the condition says nothing of it. */
  family: Family | undefined
  text: string
}

/** All conditions under which a rule matches, each one line of nft; `own` is what the chain demands besides. */
export const conditionsOf = (rule: Rule, sets: ReadonlyMap<string, AddressSet>, families: readonly Family[], own = ''): Condition[] =>
  remotesOf(rule, sets, families).flatMap(({ family, text }) =>
    timesOf(rule.hours).map((time) => ({ family, text: `${own}${text}${protocolOf(rule)}${time}` })),
  )
