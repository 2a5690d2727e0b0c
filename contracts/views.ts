/** Shapes that the backend answers with: pages and the command line read these. Times are milliseconds since 1970 unless named otherwise. */

import type { AccountSort, DatabaseAccess } from './accounts.ts'
import type { Risk } from './actions.ts'
import type { ErrorView } from './errors.ts'
import type { ServiceConfig } from './kinds.ts'
import type { LedgerEntry } from './ledger.ts'
import type { IdlePolicy, ResellerLimits, Resources, TenantLimits } from './limits.ts'
import type { Automatic } from './requests.ts'
import type { Rights, Verb } from './rights.ts'
import type { Role } from './roles.ts'
import type { TlsMode } from './routes.ts'
import type { ActionState, ObjectState, PowerState } from './states.ts'
import type { TokenGroup } from './tokens.ts'

export interface MembershipView {
  tenant: string
  tenantName: string
  tenantTitle: string
  role: 'owner' | 'member'
  /** What a member may do; null for an owner, who may everything. */
  rights: Rights | null
}

export interface MeView {
  person: string
  name: string
  email: string
  role: Role
  memberships: MembershipView[]
  /** This session looks at a tenant as support, and can change nothing. */
  viewing: { tenant: string; tenantTitle: string; reason: string; until: number } | null
  /** Second factors that the person has. */
  totp: boolean
  passkeys: number
  /** Passkeys that the keep accepts for approvals. */
  authenticators: number
}

export interface PlanView {
  id: string
  name: string
  limits: TenantLimits
  idle: IdlePolicy
  /** What a service gets on request without a person being asked; null: nothing. */
  automatic: Automatic | null
  /** Who made it for their own tenants; null: the installation's. */
  reseller: string | null
  resellerName: string | null
  tenants: number
}

export interface TenantView {
  id: string
  name: string
  title: string
  plan: string
  planName: string
  /** Whose customer it is; null: the installation's own. */
  reseller: string | null
  resellerName: string | null
  state: ObjectState
  suspended: boolean
  services: number
  createdAt: number
  error: ErrorView | null
}

export interface ServiceView {
  id: string
  tenant: string
  tenantName: string
  name: string
  kind: string
  kindTitle: string
  state: ObjectState
  power: PowerState
  /** When the power state was last seen to change. */
  since: number | null
  connections: number
  resources: Resources
  /** The same within the rates of the plan: what it has. */
  effective: Resources
  /** What this machine cannot do of it, in sentences. */
  notes: string[]
  /** Its owner has stopped it: no request wakes it. */
  halted: boolean
  /** Its own programs may listen at ports from this one up; null: from 1024. */
  firstPort: number | null
  /** Debian packages beside what its kind brings. */
  packages: string[]
  idle: IdlePolicy
  /** What the plan says of it; false in `ownIdle`: the service follows that. */
  planIdle: IdlePolicy
  ownIdle: boolean
  config: ServiceConfig
  /** Address of its own that clients connect to, when its kind is found by address. */
  ownAddress: string | null
  ports: { name: string; port: number }[]
  domains: string[]
  /** Has files that people upload and browse. */
  files: boolean
  /** People can make accounts inside it. */
  accounts: boolean
  createdAt: number
  error: ErrorView | null
}

export interface DomainView {
  id: string
  tenant: string
  service: string
  serviceName: string
  name: string
  redirectTo: string | null
  tls: TlsMode
  certificate: string | null
  state: ObjectState
  error: ErrorView | null
}

export interface CertificateView {
  id: string
  names: string[]
  issuer: string
  notBefore: number
  notAfter: number
  state: ObjectState
  error: ErrorView | null
}

export interface WakeView {
  at: number
  from: PowerState
  by: string
  source: string
  milliseconds: number | null
  engineMilliseconds: number | null
  error: string | null
}

export interface ActionView {
  id: string
  name: string
  /** The action in words, such as "Create the service shop". */
  words: string
  risk: Risk
  state: ActionState
  actor: string
  actorName: string
  tenant: string | null
  tenantName: string | null
  object: string | null
  step: number
  of: number
  /** What the agent does at the moment. */
  text: string
  createdAt: number
  endedAt: number | null
  error: ErrorView | null
  /** It failed, and what it carried is there still: it can be asked for again as it was. */
  mayRetry: boolean
}

export interface PersonView {
  id: string
  name: string
  email: string
  role: Role
  memberships: MembershipView[]
  suspended: boolean
  totp: boolean
  passkeys: number
  lastSeen: number | null
}

/** What a reseller may promise to tenants, and has promised. */
export interface ResellerView {
  person: string
  name: string
  limits: ResellerLimits
  promised: ResellerLimits
}

/** Who may do what with one service. */
export interface ServicePersonView {
  person: string
  name: string
  email: string
  role: 'owner' | 'member'
  /** What they may do, in all. */
  verbs: Verb[]
  /** What of it holds for every service of the tenant. */
  all: Verb[]
}

/** Accounts inside a service, without what checks their passwords. */
export interface AccountsView {
  /** Of the newest change of them, and why the last one was refused: then the accounts are those from before it. */
  state: ObjectState
  error: ErrorView | null
  /** What its kind has; null: no accounts. */
  sort: AccountSort | null
  /** Databases that users can get rights on. */
  databases: string[]
  databaseUsers: { name: string; grants: { database: string; access: DatabaseAccess }[] }[]
  osUsers: { name: string; uid: number; keys: string[]; groups: string[] }[]
  osGroups: { name: string; gid: number; members: string[] }[]
  folders: { path: string; users: string[] }[]
}

/** An account elsewhere that a person signs in with. */
export interface IdentityView {
  issuer: string
  subject: string
  shown: string
  createdAt: number
  lastUsed: number | null
}

/** An API token; its text is shown once, when it is made. `name` null: gone meanwhile. */
export interface TokenView {
  id: string
  label: string
  groups: TokenGroup[]
  tenants: { id: string; name: string | null }[] | null
  services: { id: string; name: string | null }[] | null
  sources: string[] | null
  createdAt: number
  expiresAt: number
  lastUsed: number | null
  lastAddress: string | null
}

export interface SessionView {
  id: string
  current: boolean
  createdAt: number
  lastSeen: number
  address: string
  browser: string
}
/**
 * `open`: the link works. An administrator's works once it is approved: `waiting` for somebody's passkey, `asked` at the keep; `lapsed` when the
 * time for the approval is over and `refused` when it came to nothing: then it has to be asked for again.
 */
export type InvitationState = 'open' | 'waiting' | 'asked' | 'lapsed' | 'refused'

export interface InvitationView {
  id: string
  email: string
  role: Role
  tenant: string | null
  tenantName: string | null
  invitedBy: string
  createdAt: number
  expiresAt: number
  state: InvitationState
  /** The action that an administrator's link waits for. */
  action: string | null
}
export interface AuthenticatorView {
  id: string
  person: string
  personName: string
  label: string
  tenant: string | null
  createdAt: number
}

/** An entry of the keep's ledger, with what the backend called person and tenant when it asked; null where it did not ask. */
export interface LedgerEntryView extends LedgerEntry {
  actorName: string | null
  tenantName: string | null
}

/** Something that wants a person's attention, with where to look. */
export interface AttentionView {
  tone: 'warn' | 'bad'
  text: string
  link: string | null
}

export interface ZoneHealthView {
  zone: 'panel' | 'backend' | 'keep' | 'vault' | 'gate' | 'host'
  state: 'up' | 'down' | 'unknown'
  detail: string
}

export interface DashboardView {
  attention: AttentionView[]
  zones: ZoneHealthView[]
  services: Record<PowerState, number>
  tenants: number
  machine: { cpus: number; load: number; memoryMiB: number; memoryFreeMiB: number; dataMiB: number; dataFreeMiB: number } | null
  /** Last 24 hours, newest last: per hour the count and the 95th percentile in milliseconds. */
  wakes: { hour: number; count: number; p95: number | null }[]
  recentActions: ActionView[]
}

/** A page of a list: `total` counts what the filter matches. */
export interface Page<T> {
  items: T[]
  total: number
}
