import * as z from 'zod'
import { firstPort, resources } from './limits.ts'
import { extraPackage, givenPackages } from './packages.ts'

/** Amounts that a service has in all once a request is granted; those left out stay. */
export const amountsWish = resources.pick({ cpus: true, memoryMiB: true, diskMiB: true, processes: true }).partial()
export type AmountsWish = z.infer<typeof amountsWish>

/** What somebody who may not take it himself asks for. */
export const requestWish = z.discriminatedUnion('want', [
  z.strictObject({
    want: z.literal('resources'),
    amounts: amountsWish.refine((amounts) => Object.values(amounts).some((amount) => amount !== undefined), 'Say what is to be more.'),
  }),
  /** Its own programs may listen at ports from this one up. */
  z.strictObject({ want: z.literal('port'), firstPort }),
  /** Its data as it is now, before something risky. */
  z.strictObject({ want: z.literal('snapshot') }),
  /** A Debian package beside what its kind brings. */
  z.strictObject({ want: z.literal('package'), name: extraPackage }),
])
export type RequestWish = z.infer<typeof requestWish>

export const requestState = z.enum(['waiting', 'granted', 'denied', 'withdrawn'])
export type RequestState = z.infer<typeof requestState>

/** Why somebody asks, or why somebody says no: one line for people. */
export const sentence = z
  .string()
  .trim()
  .max(300, 'Use at most 300 characters.')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u, 'Leave out control characters.')

/** What a service gets on request without a person being asked: up to so much, as long as the tenant's limits have room, ports from this one up, and these packages. */
export const automaticGrant = amountsWish.extend({ firstPort: firstPort.optional(), packages: givenPackages.optional() })
export type Automatic = z.infer<typeof automaticGrant>

/** On top of a tenant's plan, given by an administrator. */
export type Extra = AmountsWish

/** A request as people see it. Times are milliseconds since 1970. */
export interface RequestView {
  id: string
  tenant: string
  tenantName: string
  service: string
  serviceName: string
  /** Null: the service itself asked, from inside its VPS. */
  person: string | null
  personName: string | null
  wish: RequestWish
  /** What the service had when it was asked. */
  before: AmountsWish
  reason: string
  state: RequestState
  /** Who has to decide while it waits. */
  decider: 'owner' | 'administrator'
  /** The rule that decided, or why a person has to. */
  rule: string
  /** Null while it waits, and where a rule decided. */
  decidedByName: string | null
  answer: string
  /** What was set going by granting it. */
  action: string | null
  createdAt: number
  decidedAt: number | null
}
