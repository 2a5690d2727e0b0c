/** Rules of the firewall in the gate, and sets of addresses. Order is the order of the lists; the first rule that matches decides. */
import * as z from 'zod'
import { mostNetworks } from './address-list.ts'
import { addressSetId, planId, ruleId, serviceId } from './ids.ts'
import { slug, title } from './names.ts'
import { network } from './networks.ts'

/** Whose a rule is, in the order in which they are asked. */
export const scopes = ['global', 'plan', 'tenant'] as const
export type Scope = (typeof scopes)[number]

/** `limit` lets new connections of one source pass up to a rate (the next rules decide about them) and drops what is beyond. */
export const verdict = z.enum(['allow', 'deny', 'reject', 'limit'])
export type Verdict = z.infer<typeof verdict>
export const direction = z.enum(['in', 'out'])
export type Direction = z.infer<typeof direction>
export const protocol = z.enum(['any', 'tcp', 'udp', 'icmp'])
export type Protocol = z.infer<typeof protocol>

export const mostPorts = 30
export const mostRuleNetworks = 100
export const mostGlobalRules = 10_000
export const mostPlanRules = 200
/** What no plan goes beyond. */
export const mostTenantRules = 500
export const mostTenantSets = 20
/** Networks in all sets of one tenant together. */
export const mostTenantNetworks = 5000
export const mostSets = 200

const port = z.int().min(1, 'Ports are 1 to 65535.').max(65_535, 'Ports are 1 to 65535.')
export const portRange = z
  .strictObject({ from: port, to: port })
  .refine(({ from, to }) => from <= to, 'The first port of a range is the smaller one.')
export type PortRange = z.infer<typeof portRange>

/** The other side: the source of what comes in, the destination of what goes out. */
export const remote = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('any') }),
  z.strictObject({ kind: z.literal('networks'), networks: z.array(network).min(1, 'Write at least one network.').max(mostRuleNetworks) }),
  z.strictObject({ kind: z.literal('set'), set: addressSetId }),
])
export type Remote = z.infer<typeof remote>

const minute = z.int().min(0).max(1440)
/** Times are UTC. Minutes after midnight; `to` may be before `from`: then it goes on past midnight, and counts for the day on which it began. */
export const hours = z
  .strictObject({
    /** 0 is Sunday. */
    days: z
      .array(z.int().min(0).max(6))
      .min(1, 'Choose at least one day.')
      .max(7)
      .refine((days) => new Set(days).size === days.length, 'Name each day once.'),
    from: minute,
    to: minute,
  })
  .refine(({ from, to }) => from !== to, 'Begin and end must differ.')
export type Hours = z.infer<typeof hours>

export const rate = z.strictObject({ count: z.int().min(1).max(100_000), per: z.enum(['second', 'minute', 'hour']) })
export type Rate = z.infer<typeof rate>

/** One line without control characters, or nothing. */
export const comment = z.union([z.literal(''), title])

const fields = {
  enabled: z.boolean(),
  direction,
  verdict,
  protocol,
  remote,
  ports: z.array(portRange).max(mostPorts),
  /** Own services that it is for; null: all of its scope. Only in rules of tenants. */
  services: z.array(serviceId).min(1, 'Choose at least one service.').max(50).nullable(),
  hours: hours.nullable(),
  rate: rate.nullable(),
  comment,
}
type Fields = { [K in keyof typeof fields]: z.infer<(typeof fields)[K]> }

/** What the shape alone cannot say. */
function fits({ verdict: wanted, rate: given, ports, protocol: spoken }: Fields, context: z.RefinementCtx): void {
  const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  if (wanted === 'limit' && given === null) say('rate', 'Say how many connections are let through.')
  if (wanted !== 'limit' && given !== null) say('rate', 'Only a limit has a rate.')
  if (ports.length > 0 && spoken !== 'tcp' && spoken !== 'udp') say('ports', 'Only TCP and UDP have ports.')
}

/** A rule as people write it. */
export const ruleContent = z.strictObject(fields).superRefine(fits)
export type RuleContent = z.infer<typeof ruleContent>
export const rule = z.strictObject({ id: ruleId, ...fields }).superRefine(fits)
export type Rule = z.infer<typeof rule>

export const setName = slug
export const addressSet = z.strictObject({ id: addressSetId, name: setName, networks: z.array(network).max(mostNetworks) })
export type AddressSet = z.infer<typeof addressSet>

/** Rules of an installation. A set is named by what it holds, so that 100,000 addresses travel once. */
export const installationRules = z.strictObject({
  rules: z.array(rule).max(mostGlobalRules),
  plans: z.array(z.strictObject({ plan: planId, rules: z.array(rule).max(mostPlanRules) })).max(1000),
  sets: z.array(addressSetId).max(mostSets),
})
export type InstallationRules = z.infer<typeof installationRules>

/** Rules of one tenant for his own services, with his own sets. */
export const tenantRules = z.strictObject({
  plan: planId,
  rules: z.array(rule).max(mostTenantRules),
  sets: z
    .array(addressSet)
    .max(mostTenantSets)
    .refine(
      (sets) => sets.reduce((sum, { networks }) => sum + networks.length, 0) <= mostTenantNetworks,
      `The sets of one tenant may hold ${mostTenantNetworks} networks together.`,
    ),
})
export type TenantRules = z.infer<typeof tenantRules>

/** Ports by which people reach the panel and the machine's own SSH: who changes what is let in there may cut himself off. */
export const vitalPorts = [22, 80, 443] as const
/** How long a change that may cut people off stands without a word. */
export const confirmSeconds = 30

/** `waiting`: it stands until `confirmBy` (milliseconds since 1970). `rolled_back`: this wish stood and nobody confirmed it. */
export const firewallChange = z.object({
  state: z.enum(['applied', 'waiting', 'rolled_back']),
  changed: z.boolean(),
  confirmBy: z.int().nullable(),
})
export type FirewallChange = z.infer<typeof firewallChange>
