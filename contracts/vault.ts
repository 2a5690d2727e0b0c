/** What the agent `backup` in the keep and the vault say to each other: https, mutual TLS, JSON; long work answers with lines of progress.ts. */
import * as z from 'zod'
import {
  backupId,
  backupList,
  backupOwner,
  backupRow,
  backupSource,
  browsePath,
  goneSource,
  keepRules,
  pinnedDays,
  repositoryName,
  repositorySpec,
} from './backups.ts'
import { fileEntry } from './files.ts'

const jobId = z.uuid()
const inRepository = { owner: backupOwner, repository: repositoryName }

/** Where the vault finds what is to be backed up, mounted read-only, and where it leaves what it restores. */
export const sourceFolder = (source: string): string => `/mnt/${source}`
export const restoreRoot = '/restore'
export const restoreFolder = (source: string): string => `${restoreRoot}${sourceFolder(source)}`

/**
 * `POST /v1/backup`: progress lines, then `backupDone`. The same job joins what runs or gets the stored answer. `leaveOut`: below the folder, with `*`.
 * `days`: how long nobody may remove it; the vault's own floor stands above it.
 */
export const vaultBackup = z.strictObject({
  ...inRepository,
  job: jobId,
  source: backupSource,
  name: z.string().max(80),
  kind: z.string().max(40),
  leaveOut: z
    .array(
      z
        .string()
        .max(200)
        .regex(/^[A-Za-z0-9._*/-]+$/),
    )
    .max(20),
  days: pinnedDays,
  /** The rules that hold now: they go on holding for this backup for a while after weaker ones were written. */
  keep: keepRules.optional(),
  /** Folders right below the source that have to hold something. */
  parts: z
    .array(z.string().regex(/^[a-z]+$/))
    .max(10)
    .optional(),
  /** Links below the folder that people go through when they look into the backup. */
  links: z.array(z.string().max(200)).max(20),
  /** Beyond so many bytes it is given up: files with holes may say that they are larger than any disk. Absent: as many as there are. */
  mostBytes: z.int().min(0).optional(),
  /** Read all files again, also those that look unchanged. */
  full: z.boolean(),
})
export type VaultBackup = z.infer<typeof vaultBackup>
/** `alarm`: what is wrong with other backups of the same source. */
export const backupDone = z.object({ backup: backupRow, alarm: z.string().nullable().default(null) })

/** `POST /v1/restore`: everything of the backup into the folder of the source below `restoreRoot`, each byte compared with the repository. */
export const vaultRestore = z.strictObject({ ...inRepository, job: jobId, source: backupSource, backup: backupId })
export const restoreDone = z.object({ files: z.int(), bytes: z.int() })

/** `POST /v1/verify`: a check of structure, or of every byte. Progress lines, then `verifyDone`. */
export const vaultVerify = z.strictObject({ ...inRepository, job: jobId, full: z.boolean() })
/** `damaged`: files of the repository; `lost`: backups that are in the records and not in the repository; `sources`: whose backups cannot be restored. */
export const verifyDone = z.object({
  ok: z.boolean(),
  text: z.string(),
  damaged: z.array(z.string()),
  lost: z.array(backupId).default([]),
  sources: z.array(backupSource).default([]),
})

/** `POST /v1/forget`: the vault decides by its own records what may go. */
export const vaultForget = z.strictObject({ ...inRepository, job: jobId, source: backupSource, keep: keepRules })
export const forgetDone = z.object({ removed: z.array(backupId), kept: z.int() })

/** `POST /v1/retire`: the source is deleted, and at what time. Answers like forget; what cannot be removed now goes later, without another word. */
export const vaultRetire = goneSource.extend({ job: jobId }).strict()

/** `POST /v1/list`: entries of a folder inside a backup. */
export const vaultList = z.strictObject({ ...inRepository, source: backupSource, backup: backupId, path: browsePath })
/** `folder`: the path without links, as archives of it have it. */
export const listDone = z.object({ entries: z.array(fileEntry), truncated: z.boolean(), folder: z.string() })
/** `POST /v1/dump`: the bytes of a file, or a folder as a tar archive. */
export const vaultDump = vaultList.extend({ archive: z.boolean() })

/** `POST /v1/drill`: what a trial of a backup brought, for the records. */
export const vaultDrill = z.strictObject({ backup: backupId, owner: backupOwner, ok: z.boolean(), text: z.string().max(300) })
export const noted = z.object({ changed: z.boolean() })
/** `POST /v1/cancel`. */
export const vaultCancel = z.strictObject({ job: jobId })
/** `PUT /v1/repositories/:name`. Without `sealed` the secret that is there stays. */
export const vaultRepository = z.strictObject({ spec: repositorySpec, sealed: z.string().max(65_536).nullable() })
/** `GET /v1/backups?source=`. */
export const vaultBackups = backupList.pick({ backups: true })
/** `GET /v1/owner?owner=`: all backups of a tenant, and which of its sources are deleted. */
export const vaultOwner = z.object({ backups: z.array(backupRow), gone: z.array(goneSource) })
