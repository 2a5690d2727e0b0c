import * as z from 'zod'
import { authorizedKey } from './authorized-key.ts'
import { isFolderHash } from './folder-hash.ts'
import { isScramVerifier } from './scram.ts'

/** Accounts inside a service: whole wanted state, without any password. What is to go is named too, with what becomes of its data. */

const reservedInDatabases = ['postgres', 'template0', 'template1', 'public', 'replication', 'all', 'none', 'reeve']
const noDatabaseName = 'Use a to z, 0 to 9 and _, beginning with a letter.'
/** Name of a database or of a role in one. */
export const databaseName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, noDatabaseName)
  .refine((text) => !reservedInDatabases.includes(text) && !text.startsWith('pg_'), 'This name is reserved. Choose another one.')
  .meta({ complaint: noDatabaseName })

/** Names that the images have, or that Debian's packages may bring. */
const reservedUsers = new Set(
  'root daemon bin sys sync games man lp mail news uucp proxy backup list irc gnats nobody sshd tenant reevelog site postgres messagebus systemd adm tty disk sudo staff users shadow utmp video audio input render kvm operator src crontab ssh nogroup'.split(
    ' ',
  ),
)
/** Name of a user or group of the operating system inside a VPS. */
export const osName = z
  .string()
  .regex(/^[a-z][a-z0-9]{1,30}$/, 'Use 2 to 31 characters: a to z and 0 to 9, beginning with a letter.')
  .refine((text) => !reservedUsers.has(text), 'This name is reserved. Choose another one.')

/** What happens to what a removed account owns: the service's main account gets it, or it is deleted. */
export const afterwards = z.enum(['give', 'delete'])
export type Afterwards = z.infer<typeof afterwards>

/** Read rows; change rows; also make tables. */
export const databaseAccess = z.enum(['read', 'write', 'create'])
export type DatabaseAccess = z.infer<typeof databaseAccess>
export const databaseGrants = z
  .array(z.strictObject({ database: databaseName, access: databaseAccess }))
  .max(50)
  .refine((grants) => new Set(grants.map(({ database }) => database)).size === grants.length, 'Name each database once.')
export const verifier = z.string().max(200).refine(isScramVerifier, 'Send a SCRAM-SHA-256 verifier, never the password itself.')

export const userKeys = z.array(authorizedKey).max(20)
const uid = z.int().min(2000).max(9999)
const gid = z.int().min(10_000).max(19_999)

/** A folder of a website below its top, as addresses name it; empty: the whole site. */
export const sitePath = z
  .string()
  .max(200)
  .regex(
    /^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,63}(?:\/[A-Za-z0-9_][A-Za-z0-9._-]{0,63})*)?$/,
    'Write a folder such as admin or internal/reports, or nothing for the whole site.',
  )
export const visitorName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$/, 'Use letters, digits and . _ @ -, beginning with a letter or digit.')
export const folderHash = z.string().max(200).refine(isFolderHash, 'Send a salted hash, never the password itself.')

const once =
  <K extends string>(...keys: K[]) =>
  (list: readonly Record<K, unknown>[]): boolean =>
    keys.every((key) => new Set(list.map((item) => item[key])).size === list.length)
const twice = 'Names and numbers stand once each.'
const most = 100

export const accounts = z.strictObject({
  databaseUsers: z
    .array(z.strictObject({ name: databaseName, verifier, grants: databaseGrants }))
    .max(most)
    .refine(once('name'), twice),
  removedDatabaseUsers: z
    .array(z.strictObject({ name: databaseName, data: afterwards }))
    .max(most)
    .refine(once('name'), twice),
  osUsers: z
    .array(z.strictObject({ name: osName, uid, keys: userKeys, groups: z.array(osName).max(20) }))
    .max(most)
    .refine(once('name', 'uid'), twice),
  removedOsUsers: z
    .array(z.strictObject({ name: osName, uid, home: afterwards }))
    .max(most)
    .refine(once('uid'), twice),
  osGroups: z
    .array(z.strictObject({ name: osName, gid }))
    .max(50)
    .refine(once('name', 'gid'), twice),
  removedOsGroups: z
    .array(z.strictObject({ name: osName, gid, folder: afterwards }))
    .max(most)
    .refine(once('gid'), twice),
  folders: z
    .array(
      z.strictObject({
        path: sitePath,
        users: z
          .array(z.strictObject({ name: visitorName, hash: folderHash }))
          .max(most)
          .refine(once('name'), twice),
      }),
    )
    .max(50)
    .refine(once('path'), twice),
})
export type Accounts = z.infer<typeof accounts>

export const noAccounts: Accounts = {
  ...{ databaseUsers: [], removedDatabaseUsers: [], osUsers: [], removedOsUsers: [], osGroups: [], removedOsGroups: [], folders: [] },
}

/** Which of them a kind of service has. */
export const accountSort = z.enum(['database', 'shell', 'folders'])
export type AccountSort = z.infer<typeof accountSort>
