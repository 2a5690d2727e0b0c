import type { BackupRow } from '../../../contracts/backups.ts'
import { blobsOf, snapshotsIn } from './output.ts'
import type { Way } from './repositories.ts'
import { type RunOptions, restic, resticOk } from './restic.ts'

type Row = Pick<BackupRow, 'id'>
type Context = Pick<RunOptions, 'signal'>
/** Longer command lines the system does not take. */
const blobsAtOnce = 1000
/** What nothing is named by: to look for it walks through all folders of a backup. */
const nothing = '0'.repeat(64)

/** Backups that are in the records and not in the repository any more: nobody but the vault removes one. */
export async function lostOf<T extends Row>(found: Way, rows: readonly T[], context: Context): Promise<T[]> {
  if (rows.length === 0) return []
  const { stdout } = await resticOk(found, ['snapshots', '--json', '--no-lock'], context)
  const there = snapshotsIn(stdout)
  return rows.filter(({ id }) => !there.some((snapshot) => snapshot.startsWith(id)))
}

/**
 * Backups that need something of the damaged packs, or have a folder that cannot be read. All of them when the index is damaged too, or when nothing tells
 * which ones: a good backup that is called damaged is looked at again, the other mistake is found out when it is needed.
 */
export async function damagedOf<T extends Row>(found: Way, packs: readonly string[], rows: readonly T[], context: Context): Promise<T[]> {
  const blobs = await blobsIn(found, packs, context)
  if (blobs === undefined) return [...rows]
  const hurt: T[] = []
  for (const row of rows) if (await needs(found, row.id, blobs, context)) hurt.push(row)
  return hurt.length === 0 && packs.length === 0 ? [...rows] : hurt
}

async function blobsIn(found: Way, packs: readonly string[], context: Context): Promise<string[] | undefined> {
  const listed = await restic(found, ['list', 'index', '--no-lock'], context)
  if (listed.status !== 0) return undefined
  const blobs: string[] = []
  for (const id of listed.stdout.split('\n').filter((line) => /^[0-9a-f]{64}$/.test(line))) {
    const { status, stdout } = await restic(found, ['cat', 'index', '--no-lock', id], context)
    if (status !== 0) return undefined
    blobs.push(...blobsOf(stdout, packs))
  }
  return blobs
}

/** Without the cache: what is read from there says nothing about the repository. */
async function needs(found: Way, snapshot: string, blobs: readonly string[], context: Context): Promise<boolean> {
  for (let at = 0; at === 0 || at < blobs.length; at += blobsAtOnce) {
    const some = blobs.length === 0 ? [nothing] : blobs.slice(at, at + blobsAtOnce)
    let hit = false
    const onLine = (line: string) => {
      hit ||= line.includes('"object_type"') || line.startsWith('Unable to load tree')
    }
    const argv = ['find', '--json', '--no-lock', '--no-cache', '--snapshot', snapshot, '--blob', ...some]
    const { status } = await restic(found, argv, { ...context, onLine })
    if (hit || status !== 0) return true
  }
  return false
}
