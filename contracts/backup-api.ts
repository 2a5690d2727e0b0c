/** Inputs and views of the procedures `backups.*`. */
import * as z from 'zod'
import {
  type BackupPolicy,
  type BackupRow,
  backupId,
  backupPolicy,
  browsePath,
  keepRules,
  type RepositoryView,
  repositoryName,
  repositorySpec,
  restorePart,
  restorePlace,
} from './backups.ts'
import type { ErrorView } from './errors.ts'
import { planId, serviceId, tenantId } from './ids.ts'
import { slug } from './names.ts'

const one = { service: serviceId }
const ofBackup = { ...one, backup: backupId }

export const backupsOfInput = z.object(one)
export const runBackupInput = z.object({ ...one, full: z.boolean().default(false) })
export const restoreInput = z.object(ofBackup)
export const restorePartInput = z.object({ ...ofBackup, part: restorePart, place: restorePlace })
export const browseInput = z.object({ ...ofBackup, path: browsePath })
export const verifyBackupsInput = z.object({ ...one, full: z.boolean().default(true) })
export const cancelBackupInput = z.object({ ...one, action: z.uuid() })
export const setPolicyInput = z.object({ ...one, policy: backupPolicy.nullable() })
export const previewInput = z.object({ ...one, keep: keepRules })
export const planPolicyInput = z.object({ plan: planId })
export const setPlanPolicyInput = z.object({ plan: planId, policy: backupPolicy })
export const setRepositoryInput = z.object({ repository: repositoryName, spec: repositorySpec, sealed: z.string().max(65_536).nullable() })
/** To test one that is there, and to remove it. */
export const ofRepository = z.object({ repository: repositoryName })

export const planPreviewInput = z.object({ plan: planId, keep: keepRules })
export const leftInput = z.object({ tenant: tenantId })
export const ofLeftInput = z.object({ tenant: tenantId, source: serviceId })
export const restoreLeftInput = z.object({ ...ofLeftInput.shape, backup: backupId, name: slug })

/** Backups of a service that is deleted. */
export interface LeftView {
  source: string
  name: string
  kind: string
  tenant: string
  /** Null: the tenant is deleted, too. */
  tenantName: string | null
  /** Newest first. */
  backups: BackupRow[]
  /** Null: the vault was not told yet. */
  deletedAt: number | null
  /** When the last of them goes; null: not known yet. */
  until: number | null
}

/** What retention by other rules would remove of the services that follow a plan. */
export interface PlanPreview {
  services: number
  removes: { service: string; name: string; tenantName: string; removed: number }[]
}

export interface BackupsView {
  backups: BackupRow[]
  former: { at: number } | null
  policy: BackupPolicy
  /** What the plan says; the same as `policy` without a choice of its own. */
  planPolicy: BackupPolicy
  own: boolean
  nextAt: number | null
  lastAt: number | null
  error: ErrorView | null
  /** Databases that can be brought back one by one. */
  databases: string[]
  files: boolean
}

/** Backups of the installation itself. */
export interface ControlView {
  policy: BackupPolicy
  backups: BackupRow[]
  nextAt: number | null
  lastAt: number | null
  error: ErrorView | null
  /** None for two days. */
  late: boolean
}

export interface VaultView {
  sealingKey: string
  freeMiB: number
  /** Whether the repositories of this machine are outside of its pools. */
  outside: boolean
  control: ControlView
  repositories: RepositoryView[]
  /** After a restore of the installation: the vault still asks each repository once what it has. */
  adopting: boolean
  /** Those that did not answer then: newer backups in them are not known yet. */
  unread: string[]
  deleted: LeftView[]
  services: {
    service: string
    name: string
    tenant: string
    tenantName: string
    backups: number
    bytes: number
    newest: BackupRow | null
    nextAt: number | null
    error: ErrorView | null
    /** Backups that retention removes the next time. */
    removes: number
  }[]
}
