import { randomBytes } from 'node:crypto'
import { lstat, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ReeveError } from '../../contracts/errors.ts'

/**
 * Replaces a file so that a reader, and the disk after a power cut, has the old bytes or the new ones and never a part.
 * Throws `conflict` when something that is no regular file stands there (a link would lead elsewhere).
 */
export async function writeAtomic(path: string, data: string | Uint8Array, mode = 0o600): Promise<void> {
  const standing = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (standing !== undefined && !standing.isFile()) throw new ReeveError('conflict', `${path} is no regular file.`)
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.new`)
  try {
    const file = await open(temporary, 'wx', mode)
    try {
      // The mode of `open` is cut by the umask.
      await file.chmod(mode)
      await file.writeFile(data)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(folder)
}

/** Removes a file for good; nothing happens when it is not there. */
export async function removeAtomic(path: string): Promise<void> {
  await rm(path, { force: true })
  await syncFolder(dirname(path))
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
