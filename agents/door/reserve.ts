import { existsSync, rmSync } from 'node:fs'
import { open, rename, rm, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

const bytes = 8 * 1_048_576

/** Room on the disk that is given up when it is full, for the answers of what runs and for actions that take something away. */
export interface Reserve {
  held(): boolean
  /** Gives the room away; true when there was some. */
  release(): boolean
  /** Takes the room again if there is any. */
  restore(): Promise<void>
}

/** A file beside the database: whole or not there at all. */
export function createReserve(file: string): Reserve {
  const held = () => existsSync(file)
  return {
    held,
    release() {
      if (!held()) return false
      rmSync(file)
      return true
    },
    async restore() {
      if (held()) return
      // Not to the last byte: others write on this disk too.
      const { bavail, bsize } = await statfs(dirname(file))
      if (bavail * bsize < 2 * bytes) return
      const part = `${file}.part`
      try {
        const handle = await open(part, 'w', 0o600)
        try {
          // Bytes, not a hole; not all the same, which a file system could pack.
          for (let written = 0; written < bytes; written += 65_536) await handle.write(crypto.getRandomValues(new Uint8Array(65_536)))
          await handle.sync()
        } finally {
          await handle.close()
        }
        await rename(part, file)
      } catch (error) {
        await rm(part, { force: true })
        if (!['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
      }
    },
  }
}
