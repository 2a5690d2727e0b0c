import { randomBytes } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { localRepository } from '../../../contracts/backups.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import type { VaultRecords } from './records.ts'

/** An empty folder in place of the copy would be backed up as a service that lost everything, and a restore would fill our own root. */
export async function mustBeMounted(folder: string): Promise<void> {
  const [own, above] = await Promise.all([folder, dirname(folder)].map((path) => stat(path).catch(() => undefined)))
  if (own === undefined || above === undefined || own.dev === above.dev)
    throw new ReeveError('unavailable', 'The data is not mounted in the vault. This goes on by itself.')
}

/** The same of a folder of the installation itself, which may lie on the same disk as ours. */
export async function mustHold(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  if (names.length === 0) throw new ReeveError('unavailable', 'The data is not mounted in the vault. This goes on by itself.')
}

/** In the store, and named in the records: a disk that is not mounted does not have it. */
export const storeMarker = '.reeve-store'

/**
 * The store of the local repositories is the one that it was. When the disk behind it is not mounted there is an ordinary folder in its place, and the
 * backups would fill the disk of the system. Where nothing is kept yet, any place will do.
 */
export async function mustBeTheStore(store: string, records: VaultRecords): Promise<void> {
  const path = join(store, storeMarker)
  const found = await readFile(path, 'utf8').then(
    (text) => text.trim(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw new ReeveError('unavailable', 'The folder of the local repository cannot be read. This goes on by itself.', error)
    },
  )
  const known = records.storeId()
  if (known !== undefined && found === known) return
  if (known !== undefined && records.backups().some(({ repository }) => repository === localRepository)) {
    throw new ReeveError(
      'conflict',
      `The folder of the local repository is not the one that it was. Mount its disk and run "npm run up" again. If all that was in it is in another folder now, copy its file ${storeMarker} there too; if it is lost for good, write ${known} into a file of that name.`,
    )
  }
  const id = found ?? randomBytes(16).toString('hex')
  if (found === undefined) await writeFile(path, `${id}\n`, { flag: 'wx', mode: 0o600 })
  records.setStoreId(id)
}
