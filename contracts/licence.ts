import * as z from 'zod'
import { canonicalJson } from './canonical.ts'
import { licenceId, serviceId, tenantId } from './ids.ts'
import { slug, title } from './names.ts'
import { servicesAtMost } from './zones.ts'

/** The installation's own licence: a signed file that says how much there may be. Decision 026. */

const dayMs = 86_400_000
const calendarDay = z.iso.date('Write a day such as 2027-12-31.')
const most = z.int().min(0).max(1_000_000)

export const licenceNumber = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'Use 1 to 64 of A to Z, 0 to 9, dots, dashes and underscores.')

export const licenceTerms = z.strictObject({
  /** The issuer's own number of it. */
  number: licenceNumber,
  edition: title,
  holder: title,
  issued: calendarDay,
  /** The last day, by UTC; null: it never ends. */
  expires: calendarDay.nullable(),
  /** After the last day nothing changes for so many days. */
  graceDays: z.int().min(0).max(366),
  tenants: most,
  services: most,
  nodes: most,
})
export type LicenceTerms = z.infer<typeof licenceTerms>

/** `signature`: Ed25519 over `licenceText` of the terms, base64url. */
export const licenceFile = z.strictObject({ licence: licenceTerms, signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/) })
export type LicenceFile = z.infer<typeof licenceFile>
export const maxLicenceBytes = 16_384

/** What is signed: no other document of anybody begins like this. */
export const licenceText = (terms: LicenceTerms): string => `reeve licence 1\n${canonicalJson(terms)}`

/** Without any file: as much as one installation can hold anyhow. */
export const communityTerms: LicenceTerms = {
  number: 'community',
  edition: 'Community',
  holder: 'Everybody, under the AGPL',
  issued: '2026-01-01',
  expires: null,
  graceDays: 0,
  tenants: 10_000,
  services: servicesAtMost,
  nodes: 64,
}

export const licensed = ['tenants', 'services', 'nodes'] as const
export type Licensed = (typeof licensed)[number]
export type Counts = Record<Licensed, number>

/** `grace`: over, but nothing is refused yet. */
export const standing = z.enum(['valid', 'grace', 'over'])
export type Standing = z.infer<typeof standing>

/** The first moment after a day that is the last one. */
export const endOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) + dayMs

export function standingOf({ expires, graceDays }: Pick<LicenceTerms, 'expires' | 'graceDays'>, now: number): Standing {
  if (expires === null || now < endOf(expires)) return 'valid'
  return now < endOf(expires) + graceDays * dayMs ? 'grace' : 'over'
}

/** Days that are left of something that ends with a day: 1 on that day itself, 0 or less when it is over. */
export const daysLeft = (day: string, now: number): number => Math.ceil((endOf(day) - now) / dayMs) + 0

/** Licences of others that services use: bought once, given to services seat by seat. */
export const cost = z.strictObject({
  /** In hundredths. */
  amount: z.int().min(0).max(1_000_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/, 'Write three capitals such as EUR.'),
  per: z.enum(['month', 'year', 'once']),
})
export type Cost = z.infer<typeof cost>

export const poolEntry = z.strictObject({
  /** Also the name of its file inside services. Stays as it is. */
  name: slug,
  title,
  vendor: title,
  seats: z.int().min(1).max(10_000),
  expires: calendarDay.nullable(),
  cost: cost.nullable(),
})
export type PoolEntry = z.infer<typeof poolEntry>

/** Where a service finds the keys that were given to it. */
export const licencesFolder = '/etc/reeve/licences'
export const licencePath = (name: string): string => `${licencesFolder}/${name}`
export const maxKeyBytes = 32_768

const counts = z.object({ tenants: z.int(), services: z.int(), nodes: z.int() })

/** `GET /v1/licences` at the door. */
export const licenceRecords = z.object({
  own: z.object({
    terms: licenceTerms,
    /** Null: nothing was ever installed. */
    installedAt: z.int().nullable(),
    /** What `licence.putBack` leads to; null: nowhere. */
    earlier: licenceTerms.nullable(),
    standing,
    used: counts,
  }),
  pool: z.array(poolEntry.extend({ id: licenceId })),
  seats: z.array(z.object({ licence: licenceId, tenant: tenantId, service: serviceId, at: z.int() })),
  /** The licence agent's public key for seal(), raw P-256, base64url; null while it does not answer. */
  sealingKey: z.string().nullable(),
})
export type LicenceRecords = z.infer<typeof licenceRecords>

/** What pages and the command line read. */
export interface OwnLicenceView {
  terms: LicenceTerms
  installedAt: number | null
  earlier: LicenceTerms | null
  standing: Standing
  used: Counts
  /** The end of the last day, and of the days of grace; null: never. */
  endsAt: number | null
  graceEndsAt: number | null
  /** 1 on the last day, 0 or less after it; null: it never ends. */
  daysLeft: number | null
}

export interface SeatView {
  tenant: string
  tenantName: string
  service: string
  serviceName: string
  at: number
}

export interface PoolLicenceView extends PoolEntry {
  id: string
  /** Null: it does not end. */
  daysLeft: number | null
  seatsUsed: SeatView[]
}

export interface LicencesView {
  own: OwnLicenceView
  pool: PoolLicenceView[]
  /** What the pool costs in a month, by currency, in hundredths. Licences that were paid once are not in it. */
  monthly: { currency: string; amount: number }[]
}

/** What a tenant sees of a licence that a service of theirs has. */
export interface ServiceLicenceView {
  title: string
  vendor: string
  path: string
  expires: string | null
  /** Null: it does not end. */
  daysLeft: number | null
  at: number
}

export const installLicenceInput = z.object({
  /** The file's text. */
  file: z.string().min(1, 'Choose a licence file.').max(maxLicenceBytes, 'This is no licence file: it is too long.'),
})
export const putLicenceInput = poolEntry.extend({
  /** Absent: a new one. */
  licence: licenceId.optional(),
  /** The key, sealed for the licence agent (contracts/seal.ts); absent: it stays as it is. */
  sealedKey: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(65_536)
    .optional(),
})
export const seatInput = z.object({ licence: licenceId, service: serviceId })
