/** Shapes of single pages, beside those of lists in views.ts. Times are milliseconds since 1970. */
import type { Action } from './envelope.ts'
import type { IdlePolicy, TenantLimits } from './limits.ts'
import type { Extra } from './requests.ts'
import type { Role } from './roles.ts'
import type { PowerState } from './states.ts'
import type { Metric, Statistics } from './statistics.ts'
import type { ActionView, AttentionView, TenantView, ZoneHealthView } from './views.ts'

/** What a person got by signing in: a session, or the question for the code of the second factor. */
export interface SignInView {
  state: 'signed_in' | 'code_needed'
}

export interface PasskeyView {
  id: string
  label: string
  createdAt: number
  lastUsed: number | null
}

export interface InviteInfoView {
  /** `first`: makes the first administrator. Otherwise what the invitation gives. */
  role: Role
  first: boolean
  /** Fixed for invitations, null for the first administrator. */
  email: string | null
  tenantTitle: string | null
  /** A person with that address exists already: the password must be theirs. */
  known: boolean
}

/** Whose password a link sets. */
export interface ResetInfoView {
  name: string
  email: string
}

/** One-time link; the token stands behind `#`, so that no server's log sees it. */
export interface LinkView {
  url: string
  expiresAt: number
}

/** Every mutation that asks for a privileged action answers with its id; watch it by `actions.watch`. */
export interface AskedView {
  action: string
}

export interface TenantDetailView extends TenantView {
  limits: TenantLimits
  /** What its services use together. */
  used: TenantLimits
  /** What of the limits an administrator gave on top of the plan. */
  extra: Extra | null
  /** Host names that lead to its services. */
  domains: number
  idle: IdlePolicy
  /** What its services moved this month, and the rate that each is slowed to since it is too much; null: nobody counts. */
  traffic: { bytes: number; mbps: number | null } | null
}

export interface TenantOverviewView {
  tenant: TenantDetailView
  services: Record<PowerState, number>
  domains: number
  people: number
  /** Last 24 hours, newest last. */
  wakes: WakeHourView[]
  attention: AttentionView[]
  recentActions: ActionView[]
}

export interface WakeHourView {
  hour: number
  count: number
  /** 95th percentile in milliseconds. */
  p95: number | null
}

export interface ActionDetailView extends ActionView {
  input: Record<string, unknown>
  result: Record<string, unknown> | null
  expiresAt: number
}

/** What an approval dialog needs: the exact action, and the credentials whose signature the keep takes for it. */
export interface ApprovalRequestView {
  action: Action
  words: string
  rpId: string
  credentials: string[]
}

export interface StatusView {
  version: string
  panel: { url: string }
  zones: ZoneHealthView[]
  tenants: number
  services: Record<PowerState, number>
  /** Unfinished actions. */
  actions: number
}

/** Whether the keep, all its agents, the engine and the gate are up. While the keep is not, the others are as it last knew them. */
export interface HealthView {
  keep: boolean
  agents: boolean
  engine: boolean
  gate: boolean
  /** When the keep was last heard; null: not since the backend began. */
  since: number | null
}

/** The gate's own CA. */
export interface AuthorityView {
  /** PEM. */
  certificate: string
  /** SHA-256 of it, as `AB:CD:…`. */
  fingerprint: string
}

/** Sign-in elsewhere. The secret is never shown. */
export interface OidcSettingsView {
  on: boolean
  label: string
  issuer: string
  clientId: string
  /** What the provider has to know of this panel. */
  returnUrl: string
  /** The host that the backend reaches for it; null: none yet. */
  wayOut: string | null
  /** Browsers seal the secret for it (contracts/seal.ts). */
  sealingKey: string
}

export interface SettingsView {
  panelUrl: string
  rpId: string
  version: string
  defaultIdle: IdlePolicy
}

/** Something changed; whoever shows it asks again. `tenant`: whose, null for the installation's own. */
export interface ChangeView {
  topic: Topic
  tenant: string | null
}
export const topics = [
  'actions',
  'services',
  'tenants',
  'domains',
  'certificates',
  'firewall',
  'plans',
  'people',
  'wakes',
  'trust',
  'machine',
  'alerts',
  'backups',
  'requests',
  'licences',
  'patches',
] as const
export type Topic = (typeof topics)[number]

/** Series with the wakes of the same steps; null where nobody wakes. */
export interface StatisticsView extends Statistics {
  wakes: { counts: number[]; p95: (number | null)[] } | null
}

/** A service that was busy in the last five minutes, with its means. */
export interface TopServiceView {
  service: string
  name: string
  tenant: string
  tenantName: string
  values: Partial<Record<Metric, number>>
}
