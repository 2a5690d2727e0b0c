import { lstat, readdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the engine keeps the volumes of our pools, one subvolume of btrfs each. */
export const volumeFolders = ['reeve-roots', 'reeve-data'].flatMap((pool) =>
  ['containers', 'custom'].map((sort) => join('/var/lib/incus/storage-pools', pool, sort)),
)
/** The root of a subvolume has this inode, always (btrfs). */
const subvolumeInode = 256
/** The engine makes a folder first and the volume in its place a moment later. */
const settledMs = 30_000

/**
 * Takes away what an engine that died between these two left: an empty folder, which the engine itself can neither delete nor make anew, so that the
 * service of that name could never be made. Answers their names.
 */
export async function clearHalfMade(folders: readonly string[], now: number): Promise<string[]> {
  const cleared: string[] = []
  for (const folder of folders) {
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name)
      const found = await lstat(path).catch(() => undefined)
      if (!found?.isDirectory() || found.ino === subvolumeInode || now - found.mtimeMs < settledMs) continue
      // Goes only when it is empty.
      if (
        await rmdir(path).then(
          () => true,
          () => false,
        )
      )
        cleared.push(name)
    }
  }
  return cleared
}
