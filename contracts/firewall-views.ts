/** Inputs and answers of the firewall's procedures. Times are milliseconds since 1970. */
import * as z from 'zod'
import type { ErrorView } from './errors.ts'
import { direction, type Rule, ruleContent, type Scope, setName, type Verdict } from './firewall.ts'
import type { Decision } from './firewall-decide.ts'
import { mostRuleText } from './firewall-lines.ts'
import type { FirewallLog } from './gate.ts'
import { addressSetId, planId, ruleId, serviceId, tenantId } from './ids.ts'
import { ipAddress } from './networks.ts'
import type { ObjectState } from './states.ts'

/** Whose list it is: a tenant's, a plan's, or with neither the installation's global rules. */
export const listOfRules = z.object({ tenant: tenantId.optional(), plan: planId.optional() })
export const saveRuleInput = listOfRules.extend({
  /** The rule to change; without it a new one. */
  id: ruleId.optional(),
  rule: ruleContent,
  /** What a form began with: when that is no longer so, nothing is saved (`changed_meanwhile`). */
  was: ruleContent.optional(),
  /** Its place in the list afterwards, beginning with 0; without it a new one is last and another stays where it is. */
  to: z.int().min(0).max(10_000).optional(),
})
/** Rules as lines, to be added at the end of a list; without `save` only read. */
export const importRulesInput = listOfRules.extend({ text: z.string().max(mostRuleText), save: z.boolean().default(false) })
export const ruleInput = listOfRules.extend({ id: ruleId })
/** `to`: its place in the list afterwards, beginning with 0. */
export const moveRuleInput = ruleInput.extend({ to: z.int().min(0).max(10_000) })

export const setsInput = z.object({ tenant: tenantId.optional() })
export const setInput = setsInput.extend({ id: addressSetId })
/** What one request carries of a list; a longer one comes in parts. */
export const mostListText = 1_000_000
export const saveSetInput = setsInput.extend({
  id: addressSetId.optional(),
  name: setName,
  /** One network or address a line. */
  text: z.string().max(mostListText, 'Send a list of this length in parts.'),
  /** The present entries stay, and these come to them. */
  add: z.boolean().default(false),
})

export const testInput = z
  .object({
    tenant: tenantId.optional(),
    direction,
    address: ipAddress,
    /** Own side; without it the gate itself (the panel). */
    service: serviceId.optional(),
    protocol: z.enum(['tcp', 'udp', 'icmp']),
    port: z.int().min(0).max(65_535).default(0),
    /** Absent: now. */
    at: z.int().optional(),
  })
  .refine(({ protocol, port }) => protocol === 'icmp' || port > 0, { path: ['port'], message: 'Write the port.' })

export const confirmInput = z.object({ tenant: tenantId.optional(), set: addressSetId.optional(), generation: z.int().min(1) })
/** Only what is on its way: small enough to be asked for every second. */
export const changesInput = z.object({ tenant: tenantId.optional() })
export const firewallLogInput = z.object({ tenant: tenantId.optional() })

/** A wish on its way. `waiting`: it stands for some seconds and wants a word over a new connection. */
export interface FirewallChangeView {
  generation: number
  state: ObjectState
  error: ErrorView | null
  action: string
  guard: boolean
  waiting: boolean
  /** The set that it is about, for a change of a set. */
  set: string | null
}

export interface FirewallView {
  /** In the order in which they are asked; those of others are counted and not shown. */
  layers: { scope: Scope; rules: Rule[] | null; count: number }[]
  /** Rules that the shown list may have. */
  most: number
  /** Names of the sets that rules of the list may name. */
  sets: { id: string; name: string }[]
  changes: FirewallChangeView[]
}

export interface AddressSetView {
  id: string
  tenant: string | null
  name: string
  count: number
  /** Rules that name it. */
  rules: number
  state: ObjectState
  error: ErrorView | null
}

/** `networks` after joining; `errors` the first lines that could not be read, `wrong` how many there were. */
export interface SavedSetView {
  set: string
  action: string | null
  count: number
  joined: number
  wrong: number
  errors: { line: number; text: string }[]
}

export interface FirewallTestView {
  verdict: Exclude<Verdict, 'limit'>
  /** The rule that decides; its content only where the asker may see it. */
  rule: { id: string | null; scope: Scope; place: number | null; comment: string } | null
  /** Limits on the way: up to their rate. */
  limits: { id: string | null; scope: Scope; rate: string }[]
  why: Decision['why']
}

export type FirewallLogView = Omit<FirewallLog, 'lost'> & { lost: (FirewallLog['lost'][number] & { serviceName: string | null })[] }
