import { conf } from '../../../core/conf.ts'
import { nothing } from '../firewall/partition.ts'
import { files, type Layout } from './layout.ts'

/** Rates of a limit, and how long HAProxy looks back for each. */
const units = { second: '1s', minute: '60s', hour: '3600s' } as const

/** By rule and source: how often it was met (gpc1), how often that was a refusal (gpc0). An entry is touched each time, which tells when last. */
export const hitTables = ['firewall-hits', 'firewall-second', 'firewall-minute', 'firewall-hour'] as const
export const hitSeconds = 86_400
const table = (name: string, rate: string) =>
  `backend ${name}\n  stick-table type string len 64 size 50k expire ${hitSeconds}s store gpc0,gpc1${rate}\n`
export const firewallTables = [
  table('firewall-hits', ''),
  ...Object.entries(units).map(([unit, period]) => table(`firewall-${unit}`, `,gpc1_rate(${period})`)),
].join('\n')

export const refusedBy = '{ var(txn.verdict) -m str deny }'

/**
 * The rules for names that share an address. A service without rules costs one look into a map. One with rules has a policy, and of that the longest
 * beginning of the source's hexadecimal digits has the word: `allow.RULE`, `deny.RULE` or `limit.RULE.UNIT.COUNT`; `open` where no rule is about it.
 */
export function firewallChecks(layout: Layout, when: 'http-request' | 'tcp-request content', port: 80 | 443 | 5432): string[] {
  const { map } = files(layout.state)
  const found = 'if { var(txn.rule) -m found }'
  const limit = '{ var(txn.verdict) -m str limit }'
  const rules = [
    conf`set-var(txn.policy) var(txn.service),concat(:${port}),map_str(${map('policies')})`,
    'set-var-fmt(txn.digits) "%[var(txn.policy)]/%[src,hex,length]/%[src,hex]" if { var(txn.policy) -m found }',
    conf`set-var(txn.rule) var(txn.digits),map_beg(${map('sources')}) if { var(txn.policy) -m found }`,
    `unset-var(txn.rule) if { var(txn.rule) -m str ${nothing} }`,
    `set-var(txn.verdict) var(txn.rule),field(1,.) ${found}`,
    `set-var-fmt(txn.hit) "%[var(txn.rule),field(2,.)]/%[src]" ${found}`,
    'track-sc2 var(txn.hit) table firewall-hits if { var(txn.verdict) -m str allow deny }',
    ...Object.keys(units).map(
      (unit) => `track-sc2 var(txn.hit) table firewall-${unit} if ${limit} { var(txn.rule),field(3,.) -m str ${unit} }`,
    ),
    `sc-inc-gpc1(2) ${found}`,
    `set-var(txn.most) var(txn.rule),field(4,.) if ${limit}`,
    `set-var(txn.verdict) str(deny) if ${limit} { sc2_gpc1_rate,sub(txn.most) gt 0 }`,
    `sc-inc-gpc0(2) if ${refusedBy}`,
  ]
  return rules.map((rule) => `${when} ${rule}`)
}

/**
 * The word for a change that may cut people off counts only over a connection that was opened under it: an older one would go on under any rules. It
 * is closed without an answer, and the browser comes again.
 */
export const freshConfirmation = (layout: Layout): string[] => {
  const asked = 'if { var(txn.panel) -m found } { path_sub firewall.confirm }'
  return [
    conf`http-request set-var(txn.applied) str(applied),map_str_int(${files(layout.state).map('guard')}) ` + asked,
    `http-request reject ${asked} { var(sess.opened),sub(txn.applied) lt 0 }`,
  ]
}
