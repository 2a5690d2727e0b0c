import * as z from 'zod'
import { databaseName } from './accounts.ts'
import { filePath, filePathBelow } from './files.ts'
import { serviceId, tenantId } from './ids.ts'

/** A backup is named by the snapshot that it is in its repository: the beginning of a SHA-256 in hex. */
export const backupId = z.string().regex(/^[0-9a-f]{8,64}$/, 'This is not the id of a backup.')

/** Whose repository: each tenant has one of its own with a key of its own; `reeve` is the installation itself. */
export const backupOwner = z.union([tenantId, z.literal('reeve')])
export type BackupOwner = z.infer<typeof backupOwner>
/** What is backed up: a service, or the installation itself. It is also the folder in the vault that the data is mounted at. */
export const backupSource = z.union([serviceId, z.literal('control')])

const count = (most: number) => z.int('Write a whole number.').min(0, 'Write 0 or more.').max(most, `Write at most ${most}.`)
/** How many backups stay: the newest ones, and the newest one of each day, week and month, as far back as the numbers say. */
export const keepRules = z.strictObject({
  last: count(100).min(1, 'Keep at least 1.'),
  daily: count(366),
  weekly: count(260),
  monthly: count(120),
})
export type KeepRules = z.infer<typeof keepRules>

/** For so many days nobody at all removes a backup. No more: who has the backend's key could fill a repository that nobody can empty. */
export const mostPinnedDays = 30
export const pinnedDays = z.int().min(0).max(mostPinnedDays)

export const localRepository = 'local'
export const repositoryName = z
  .string()
  .regex(/^[a-z](?:[a-z0-9]|-(?!-)){0,29}[a-z0-9]$/, 'Use 2 to 31 characters: a to z, 0 to 9 and single dashes inside.')

const host = z
  .string()
  .max(253)
  .regex(/^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/, 'Write a host name or an IPv4 address.')
const port = z.int().min(1).max(65_535)
const place = z
  .string()
  .max(300)
  .regex(
    /^\/?[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/,
    'Write a folder of letters, digits and . _ - such as backups/reeve.',
  )

/** Where a repository is. What opens it comes sealed for the vault (`repositorySecret`). */
export const repositorySpec = z.discriminatedUnion('sort', [
  z.strictObject({ sort: z.literal('local') }),
  z.strictObject({
    sort: z.literal('sftp'),
    host,
    port,
    user: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'Write the name of a user.'),
    folder: place,
    /** The server's public key, as its `/etc/ssh/ssh_host_ed25519_key.pub` has it: another server is never spoken to. */
    hostKey: z
      .string()
      .regex(/^(?:ssh-ed25519|ecdsa-sha2-nistp256|ssh-rsa) [A-Za-z0-9+/]+={0,2}$/, 'Write the type and the key of the server.'),
  }),
  z.strictObject({
    sort: z.literal('s3'),
    host,
    port,
    tls: z.boolean(),
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'Write the name of a bucket.'),
    folder: place,
    region: z.string().regex(/^[a-z0-9-]{0,40}$/, 'Write a region such as eu-central-1, or nothing.'),
  }),
])
export type RepositorySpec = z.infer<typeof repositorySpec>

/** Sealed for the vault as JSON. */
export const repositorySecret = z.union([
  z.strictObject({ privateKey: z.string().min(1).max(16_384) }),
  z.strictObject({ accessKey: z.string().min(1).max(256), secretKey: z.string().min(1).max(256) }),
])

/** What of a backup is brought back. `path` is below the service's files, as the file manager shows them. */
export const restorePart = z.discriminatedUnion('sort', [
  z.strictObject({ sort: z.literal('path'), path: filePathBelow }),
  z.strictObject({ sort: z.literal('database'), database: databaseName }),
])
export type RestorePart = z.infer<typeof restorePart>
/** `beside`: under a name of its own; `inPlace`: what is there now is kept under another name. */
export const restorePlace = z.enum(['beside', 'inPlace'])

/** `2026-11-26-0310`, from the time of a backup: what is restored beside has it in its name. */
export const restoreStamp = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', '-').replace(':', '')

export const every = z.enum(['hour', 'day', 'week'])
export const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'Write a time such as 03:30.')
export const timeZone = z
  .string()
  .max(60)
  .refine((zone) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined
    } catch {
      return false
    }
  }, 'Write a time zone such as Europe/Berlin.')

/** What a plan gives to each service, or what a service has chosen. */
export const backupPolicy = z.strictObject({
  on: z.boolean(),
  every,
  /** Of the day, or of Sunday with `week`; with `hour` only the minutes count. */
  at: timeOfDay,
  zone: timeZone,
  keep: keepRules,
  repository: repositoryName,
})
export type BackupPolicy = z.infer<typeof backupPolicy>

export const defaultPolicy: BackupPolicy = {
  on: true,
  every: 'day',
  at: '03:00',
  zone: 'UTC',
  keep: { last: 3, daily: 7, weekly: 4, monthly: 6 },
  repository: localRepository,
}

const time = z.int()
const verdict = z.object({ at: time, ok: z.boolean(), text: z.string() })

/** One backup, as the vault's own records have it. Times in milliseconds since 1970. */
export const backupRow = z.object({
  id: backupId,
  owner: backupOwner,
  source: backupSource,
  repository: repositoryName,
  /** Name and kind of the service when it was made: it may be gone by now. */
  name: z.string(),
  kind: z.string(),
  at: time,
  /** Of everything in it, and what it added to the repository. */
  bytes: z.int(),
  added: z.int(),
  files: z.int(),
  seconds: z.number(),
  /** Where links led that people go through. */
  links: z.record(z.string(), z.string()).default({}),
  /** Nobody removes it before that, whatever a policy says. */
  keepUntil: time,
  /** The rules that held when it was made (retention.ts); null: nobody said any. */
  keep: keepRules.nullable().default(null),
  /** The check right after it was made, and the last one since. */
  verified: verdict.nullable(),
  /** The last time it was restored as a trial. */
  drill: verdict.nullable(),
})
export type BackupRow = z.infer<typeof backupRow>

export const repositoryView = z.object({
  name: repositoryName,
  spec: repositorySpec,
  /** Whether it answered, when it was used last. */
  state: verdict.nullable(),
  /** The last check of all bytes in it. */
  checked: verdict.nullable(),
  backups: z.int(),
})
export type RepositoryView = z.infer<typeof repositoryView>

/** What happens to the backups of a deleted service: all go after `goneDays`, or each as soon as its time is over. */
export const leftBackups = z.enum(['keep', 'remove'])
export type LeftBackups = z.infer<typeof leftBackups>
/** For so long after the deletion nothing of them goes that nobody wanted removed. */
export const goneDays = 30
/** A source that is deleted, as the vault was told. */
export const goneSource = z.object({ source: backupSource, owner: backupOwner, at: time, left: leftBackups })
export type GoneSource = z.infer<typeof goneSource>

/** What the vault as a whole knows. `sealingKey`: credentials of repositories are sealed for it. */
export const vaultState = z.object({
  sealingKey: z.string(),
  freeMiB: z.int(),
  /** Whether the repositories of this machine are outside of its pools. */
  outside: z.boolean().default(true),
  repositories: z.array(repositoryView),
  backups: z.array(backupRow),
  gone: z.array(goneSource).default([]),
  /** After a restore of the installation: whether the vault still asks the repositories for the first time what they have. */
  adopting: z.boolean().default(false),
  /** Those that did not answer then, and are asked again: newer backups in them are not known. */
  unread: z.array(repositoryName).default([]),
})
export type VaultState = z.infer<typeof vaultState>

export const backupList = z.object({
  backups: z.array(backupRow),
  /** What the last restore of the whole service replaced, while it is kept. */
  former: z.object({ at: time }).nullable(),
})

export const browsePath = filePath
