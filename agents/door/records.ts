import type { ActionName } from '../../contracts/actions.ts'
import type { LeftBackups } from '../../contracts/backups.ts'
import type { Counts, LicenceTerms, PoolEntry } from '../../contracts/licence.ts'
import type { ResellerLimits, Resources, TenantLimits } from '../../contracts/limits.ts'
import type { PatchSchedule } from '../../contracts/patch-schedule.ts'
import type { Answer } from '../core/answers.ts'

export interface TenantRecord {
  id: string
  name: string
  title: string
  limits: TenantLimits
  suspended: boolean
  /** Its deletion is accepted and not yet answered. */
  deleting: boolean
  /** The person whose customer it is; null: the installation's own. */
  reseller: string | null
}

export interface ServiceRecord {
  id: string
  tenant: string
  name: string
  kind: string
  resources: Resources
  /** On the tenants' network; null until the agent has made it. */
  address: string | null
  ownAddress: string | null
  ports: { name: string; port: number }[]
  deleting: boolean
}

export interface DepartedRecord {
  tenant: string
  name: string
  at: number
  /** What becomes of its backups. */
  backups: LeftBackups
}

export interface AuthenticatorRecord {
  id: string
  person: string
  personName: string
  label: string
  /** The tenant it approves for; null approves everything. */
  tenant: string | null
  credential: string
  publicKey: string
  counter: number
  createdAt: number
}

export interface AdministratorRecord {
  person: string
  /** Null for one who came by the terminal's secret: the keep never saw an address. */
  email: string | null
  name: string
  addedAt: number
}

export interface UploadRecord {
  bytes: number
  /** Hex. */
  sha256: string
  /** What it was uploaded for; null for one of a keep that did not write that down. */
  tenant: string | null
  service: string | null
}

export interface Claim {
  tenant: string
  /** Null while it is routed. */
  releasedAt: number | null
}

export interface PoolRecord extends PoolEntry {
  id: string
  /** An action about it is not answered yet. */
  busy: boolean
}

export type Counted = 'destructive' | 'replaces'

/** What the judge looks at: the keep's own records, read inside the transaction that will accept. */
export interface Records {
  /** An action that the keep has met before under this id. */
  known(id: string): { digest: string; answer: Answer | null } | undefined
  tenant(id: string): TenantRecord | undefined
  /** Of one reseller. */
  tenantsOf(reseller: string): TenantRecord[]
  /** What they may be promised together; undefined where nobody has told the keep. */
  resellerLimits(person: string): ResellerLimits | undefined
  tenantNamed(name: string): TenantRecord | undefined
  service(id: string): ServiceRecord | undefined
  /** A service that was deleted; forgotten after some years. */
  departed(id: string): DepartedRecord | undefined
  servicesOf(tenant: string): ServiceRecord[]
  /** The tenant that has the certificate. */
  certificateOwner(id: string): string | undefined
  certificatesOf(tenant: string): string[]
  /** Who has a host name or database name (`host:www.acme.test`, `database:shop`), and since when it has not been routed any more. */
  claim(name: string): Claim | undefined
  /** Generation of the last accepted wish for an object of `generationOf`. */
  generation(object: string): number | undefined
  administrator(person: string): AdministratorRecord | undefined
  authenticator(id: string): AuthenticatorRecord | undefined
  authenticatorOf(credential: string): AuthenticatorRecord | undefined
  upload(id: string): UploadRecord | undefined
  /** Accepted actions of a sort since a time: of one tenant, of none (null) or of all. */
  countSince(sort: Counted, since: number, tenant?: string | null): number
  /** Tenants and services that were new to the keep since a time and are still there. */
  newSince(since: number): { tenants: number; services: number }
  /** The installation's own licence, and the one that was there before it. */
  licence(): { current: LicenceTerms; earlier: LicenceTerms | null }
  /** What there is of what the licence counts, also what is only half made or half deleted. */
  totals(): Counts
  poolLicence(id: string): PoolRecord | undefined
  poolLicenceNamed(name: string): PoolRecord | undefined
  /** Who has a licence of the pool. */
  seatsOf(licence: string): { tenant: string; service: string }[]
  /** What an administrator has laid down for runs of patches that open by themselves. */
  patchSchedule(kind: string): PatchSchedule | undefined
  patchSchedules(): number
  /** How often an action of this name on this object was accepted since a time, by the ledger. */
  acceptedSince(name: ActionName, object: string, since: number): number
  /** SHA-256 (hex) of the secret that the terminal showed and nobody has used; undefined when there is none. */
  secretDigest(): string | undefined
}
