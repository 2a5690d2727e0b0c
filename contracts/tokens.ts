import * as z from 'zod'
import { serviceId, tenantId } from './ids.ts'
import { title } from './names.ts'
import { sourceNetwork } from './networks.ts'

/**
 * What a token may be for. `read` asks for what changes nothing outside the VPSs; the others are named by the pages that they belong to.
 * Keys, tokens, people's accounts and approvals are in none of them.
 */
export const tokenGroup = z.enum(['read', 'files', 'power', 'services', 'domains', 'certificates', 'people', 'tenants'])
export type TokenGroup = z.infer<typeof tokenGroup>

const distinct = <T>(list: T[]): T[] => [...new Set(list)]

export const tokenScope = z.strictObject({
  groups: z.array(tokenGroup).min(1, 'Choose at least one thing that the token may do.').max(tokenGroup.options.length).transform(distinct),
  /** These tenants alone; null: all of the person's. */
  tenants: z.array(tenantId).min(1).max(100).transform(distinct).nullable(),
  /** These services alone, and of their tenants nothing else; null: all. */
  services: z.array(serviceId).min(1).max(100).transform(distinct).nullable(),
  /** Where it may be used from; null: anywhere. */
  sources: z.array(sourceNetwork).min(1).max(50).transform(distinct).nullable(),
})
export type TokenScope = z.infer<typeof tokenScope>

const day = 86_400_000
export const longestTokenLifeDays = 366
export const createTokenInput = tokenScope.extend({
  label: title,
  /** Days that it lives. */
  days: z.int().min(1).max(longestTokenLifeDays, 'A token lives for a year at most.'),
  /** Asked for once the sign-in is a while ago (`password_needed`). */
  password: z.string().max(256).optional(),
})
export const expiryOf = (now: number, days: number): number => now + days * day

/** The token as people and programs have it: told from other secrets by its beginning, so that scanners find it where it should not be. */
export const tokenText = z.string().regex(/^reeve_[A-Za-z0-9_-]{43}$/, 'This is no API token of Reeve.')
