import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../contracts/canonical.ts'
import type { Rule } from '../../../contracts/firewall.ts'
import type { HostFirewall, HostRule } from '../../../contracts/host.ts'
import { bridges } from '../../../contracts/zones.ts'
import { conditionsOf, list } from '../../core/nft-match.ts'

export const table = 'inet reeve_host'
const verdicts = { allow: 'accept', deny: 'drop', reject: 'jump refuse' } as const

/** A rule of the gate's firewall with the same conditions. */
const asRule = ({ networks, verdict: _, ...rule }: HostRule): Rule => ({
  ...rule,
  ...{ direction: 'in', verdict: 'allow', services: null, hours: null, rate: null },
  remote: networks.length === 0 ? { kind: 'any' } : { kind: 'networks', networks },
})

const rulesOf = ({ rules }: HostFirewall): string[] =>
  rules
    .filter(({ enabled }) => enabled)
    .flatMap((rule) => conditionsOf(asRule(rule), new Map(), [4, 6]).map(({ text }) => `${text}counter ${verdicts[rule.verdict]}`))

/** A word for what is wanted, which stands in the ruleset itself, so that one look tells whether it is loaded. */
export const markOf = (wanted: HostFirewall, keptOpen: readonly number[]): number =>
  createHash('sha256')
    .update(canonicalJson({ ...wanted, keptOpen }))
    .digest()
    .readUInt32BE(0)

/**
 * What may come in to the machine itself, as one transaction of `nft -f -` over whatever stands of it. Before all rules stands what nobody may lock
 * out: loopback, connections that are open, Reeve's own bridges, and what IPv6 needs to find its neighbours. Traffic that the machine only passes on
 * is not asked. Pure.
 */
export function renderHost(wanted: HostFirewall, keptOpen: readonly number[]): string {
  const own = list(Object.values(bridges).map(({ name }) => `${name}`))
  const lines = [
    'type filter hook input priority -15; policy accept;',
    'iifname "lo" accept',
    'ct state established,related accept',
    `iifname ${own} accept`,
    'icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept',
    // The engine gives addresses to instances of others; the machine may get its own in this way.
    'udp sport 67 udp dport 68 accept',
    'udp sport 547 udp dport 546 accept',
    ...rulesOf(wanted),
    ...(keptOpen.length === 0 ? [] : [`tcp dport ${list(keptOpen.map(String))} accept`]),
    ...(wanted.closed ? ['counter drop'] : []),
  ]
  return [
    `add table ${table}`,
    `delete table ${table}`,
    `table ${table} {`,
    `  set loaded { type mark; elements = { ${markOf(wanted, keptOpen)} }; }`,
    '  chain refuse {\n    meta l4proto tcp reject with tcp reset\n    reject with icmpx admin-prohibited\n  }',
    `  chain input {\n${lines.map((line) => `    ${line}\n`).join('')}  }`,
    '}',
    '',
  ].join('\n')
}

/** Without a wish of anybody the machine has no table of ours. */
export const noTable = `add table ${table}\ndelete table ${table}\n`
