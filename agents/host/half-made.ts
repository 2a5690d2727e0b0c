import { lstat, readdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { execOk } from '../core/exec.ts'

/** Where the engine keeps the volumes of our pools, one subvolume of btrfs each. */
export const volumeFolders = ['reeve-roots', 'reeve-data'].flatMap((pool) =>
  ['containers', 'custom'].map((sort) => join('/var/lib/incus/storage-pools', pool, sort)),
)
/** The root of a subvolume has this inode, always (btrfs). */
const subvolumeInode = 256
/** The engine makes a folder first and the volume in its place a moment later. */
const settledMs = 20_000

/** Makes an empty subvolume. */
export type MakeVolume = (path: string) => Promise<void>
export const makeVolume: MakeVolume = async (path) => {
  await execOk(['btrfs', 'subvolume', 'create', path])
}

/**
 * Completes what an engine that died between these two left: an empty folder where it looks for a volume. It makes the folder again when somebody takes it
 * away, and can neither use nor delete it, so that the service of that name could never be made; an empty volume it deletes. Answers their names.
 */
export async function completeHalfMade(folders: readonly string[], now: number, make: MakeVolume): Promise<string[]> {
  const completed: string[] = []
  for (const folder of folders) {
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name)
      const found = await lstat(path).catch(() => undefined)
      if (!found?.isDirectory() || found.ino === subvolumeInode || now - found.mtimeMs < settledMs) continue
      // Goes only when it is empty.
      const gone = await rmdir(path).then(
        () => true,
        () => false,
      )
      if (!gone) continue
      await make(path)
      completed.push(name)
    }
  }
  return completed
}
