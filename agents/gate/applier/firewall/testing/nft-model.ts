/** Reads a rendered ruleset and walks packets through it, as the kernel does with the few words that we use. New connections only. */
import type { Packet } from '../../../../../contracts/firewall-decide.ts'
import { addressOf, holds, merge, rangeOf } from '../../../../../contracts/networks.ts'

interface Ruleset {
  chains: Map<string, string[]>
  sets: Map<string, string[]>
  maps: Map<string, Map<string, string>>
}

export interface Walked {
  verdict: 'allow' | 'deny' | 'reject'
  counters: string[]
}

/** What a statement leads to: on in its rule, the next rule, back to the chain that called, or an end. */
type Step = 'on' | 'next' | 'return' | Walked['verdict']

const parts = (text: string): string[] => text.split(', ').map((part) => part.trim())

export function readRuleset(text: string): Ruleset {
  const chains = new Map<string, string[]>()
  const sets = new Map<string, string[]>()
  const maps = new Map<string, Map<string, string>>()
  let rules: string[] | undefined
  for (const line of text.split('\n')) {
    const [, chain] = /^ {2}chain (\S+) \{$/.exec(line) ?? []
    const [, set, elements] = /^ {2}set (\S+) \{ .*elements = \{ (.*) \}; \}$/.exec(line) ?? []
    const [, map, pairs] = /^ {2}map (\S+) \{ .*elements = \{ (.*) \}; \}$/.exec(line) ?? []
    if (chain !== undefined) {
      rules = []
      chains.set(chain, rules)
    } else if (set !== undefined) sets.set(set, parts(elements ?? ''))
    else if (map !== undefined) maps.set(map, new Map(parts(pairs ?? '').map((pair) => pair.split(' : ') as [string, string])))
    else if (line.startsWith('    ')) rules?.push(line.trim())
  }
  return { chains, sets, maps }
}

/** The packet as the gate's kernel has it. */
interface Wire {
  in: string
  out: string
  source: string
  destination: string
  protocol: string
  port: number
  at: Date
}

const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

export function walk(ruleset: Ruleset, packet: Packet, own: string): Walked {
  const out = packet.direction === 'out'
  const wire: Wire = {
    ...(out
      ? { in: 'tenants', out: 'uplink', source: own, destination: packet.address }
      : { in: 'uplink', out: '', source: packet.address, destination: own }),
    ...{ protocol: packet.protocol, port: packet.port, at: new Date(packet.at) },
  }
  const counters: string[] = []
  const within = (address: string, word: string): boolean => {
    const found = addressOf(address)
    const texts = word.startsWith('@') ? (ruleset.sets.get(word.slice(1)) ?? []) : listed(word)
    return found !== undefined && holds(merge(texts.flatMap((text) => rangeOf(text) ?? [])), found)
  }

  const jump = (chain: string): Step => run(chain) ?? 'on'
  const goto = (chain: string): Step => (chain === 'lose' ? 'deny' : chain === 'refuse' ? 'reject' : (run(chain) ?? 'return'))
  const when = (holding: boolean): Step => (holding ? 'on' : 'next')
  const now = wire.at.toISOString().slice(11, 19)
  const statements: [RegExp, (...words: string[]) => Step][] = [
    [/^type .*/, () => 'next'],
    [/^ct state .*/, () => 'next'],
    [/^iifname (!= )?"(\w+)"/, (not, card) => when((wire.in === card) === (not === undefined))],
    [/^oifname (!= )?"(\w+)"/, (not, card) => when((wire.out === card) === (not === undefined))],
    [
      /^ip (saddr|daddr) vmap @(\w+)/,
      (side, map = '') => {
        const target = ruleset.maps.get(map)?.get(side === 'saddr' ? wire.source : wire.destination)
        return target === undefined ? 'next' : goto(target.replace('goto ', ''))
      },
    ],
    [
      /^ip(6?) (saddr|daddr) (!= )?(@\w+|\{[^}]*\}|\S+)/,
      (six, side, not, word = '') => {
        const address = side === 'saddr' ? wire.source : wire.destination
        if (addressOf(address)?.family !== (six === '6' ? 6 : 4)) return 'next'
        return when(within(address, word) === (not === undefined))
      },
    ],
    // Neighbours; no packet of a test is one.
    [/^ip6 hoplimit 255 .*/, () => 'next'],
    [/^meta nfproto ipv(\d)/, (family) => when(addressOf(wire.source)?.family === Number(family))],
    [/^meta l4proto (!= )?(\{[^}]*\}|\S+)/, (not, word = '') => when(listed(word).includes(wire.protocol) === (not === undefined))],
    [
      /^(tcp|udp) dport (!= )?(\{[^}]*\})/,
      (protocol, not, word = '') =>
        when(protocol === wire.protocol && listed(word).some((range) => inRange(range, wire.port)) === (not === undefined)),
    ],
    [/^meta day "(\w+)"/, (day) => when(dayNames[wire.at.getUTCDay()] === day)],
    [/^meta hour "([\d:]+)"-"([\d:]+)"/, (from = '', to = '') => when(now >= from && now <= to)],
    // Never used up.
    [/^update @m_\w+ \{[^}]*\}/, () => 'next'],
    [
      /^counter name (\w+)/,
      (name = '') => {
        counters.push(name)
        return 'on'
      },
    ],
    [/^meta mark set \d+/, () => 'on'],
    [/^goto (\w+)/, (chain = '') => goto(chain)],
    [/^jump (\w+)/, (chain = '') => jump(chain)],
    [/^accept/, () => 'allow'],
    [/^drop/, () => 'deny'],
  ]

  function follow(rule: string): Step {
    let rest = rule
    while (rest !== '') {
      const [found, act] = statements.map(([pattern, act]) => [pattern.exec(rest), act] as const).find(([match]) => match !== null) ?? []
      if (!found || act === undefined) throw new Error(`unread: ${rest}`)
      rest = rest.slice(found[0].length).trimStart()
      const step = act(...found.slice(1))
      if (step !== 'on') return step
    }
    return 'next'
  }

  function run(chain: string): Walked['verdict'] | undefined {
    for (const rule of ruleset.chains.get(chain) ?? []) {
      const step = follow(rule)
      if (step === 'return') return undefined
      if (step !== 'next' && step !== 'on') return step
    }
    return undefined
  }
  const verdict = run(out ? 'forward' : 'input') ?? (out ? 'deny' : 'allow')
  return { verdict, counters }
}

const listed = (word: string): string[] => parts(word.replaceAll(/[{}]/g, '').trim())
const inRange = (range: string, port: number): boolean => {
  const [from, to = from] = range.split('-').map(Number)
  return from !== undefined && to !== undefined && port >= from && port <= to
}
