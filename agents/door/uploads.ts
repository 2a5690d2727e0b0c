import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { ReeveError } from '../../contracts/errors.ts'
import { maxUploadBytes } from '../../contracts/files.ts'
import { uploadId } from '../../contracts/ids.ts'
import type { Db } from '../core/database.ts'

const day = 24 * 3_600_000
/** Room for all files of the spool together. */
const maxSpoolBytes = 4 * maxUploadBytes

export interface Uploads {
  /** Size and SHA-256 (hex) of an upload that is complete and on disk. */
  find(id: string): { bytes: number; sha256: string } | undefined
  /** Stores a stream under a new id. Throws `conflict` (id in use), `too_large`, `storage_full`. */
  put(id: string, stream: AsyncIterable<Uint8Array>): Promise<{ bytes: number; sha256: string }>
  /** Opens a file of the spool: an upload, or what files.download made. Throws `not_found`. */
  open(id: string): Promise<{ bytes: number; stream: Readable }>
  remove(id: string): Promise<void>
  /** Removes what is older than a day, and what a crash left half-written. */
  sweep(now: number): Promise<void>
}

/**
 * The spool between backend and agents: one file per id. The folder's set-group-id bit gives files to the group of the services agent, which
 * reads uploads here and leaves downloads here.
 */
export function createUploads(db: Db, folder: string): Uploads {
  const find = db.prepare<[string], { bytes: number; sha256: string }>('SELECT bytes, sha256 FROM uploads WHERE id = ?')
  const insert = db.prepare('INSERT INTO uploads (id, bytes, sha256, at) VALUES (?, ?, ?, ?)')
  const forget = db.prepare('DELETE FROM uploads WHERE id = ?')
  const coming = new Set<string>()
  /** Bytes of all uploads since the start: what came from others while one was coming needs the same room. */
  let received = 0

  const pathOf = (id: string): string => {
    if (!uploadId.safeParse(id).success) throw new ReeveError('not_found', 'There is no such upload.')
    return join(folder, id)
  }

  async function spooled(): Promise<number> {
    const sizes = (await readdir(folder)).map((name) =>
      stat(join(folder, name))
        .then((found) => found.size)
        .catch(() => 0),
    )
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  }

  async function receive(path: string, stream: AsyncIterable<Uint8Array>, room: number) {
    const hash = createHash('sha256')
    const file = await open(path, 'wx', 0o640)
    const before = received
    let bytes = 0
    try {
      for await (const part of stream) {
        bytes += part.length
        received += part.length
        if (bytes > maxUploadBytes) throw new ReeveError('too_large', `Upload at most ${maxUploadBytes / 1_048_576} MiB.`)
        if (received - before > room) throw new ReeveError('storage_full', 'There are too many uploads at the moment. Try again later.')
        hash.update(part)
        await file.write(part)
      }
      await file.chmod(0o640)
      await file.sync()
    } finally {
      await file.close()
    }
    return { bytes, sha256: hash.digest('hex') }
  }

  async function remove(id: string): Promise<void> {
    const path = pathOf(id)
    forget.run(id)
    await rm(path, { force: true })
  }

  return {
    find: (id) => find.get(id),
    async put(id, stream) {
      const path = pathOf(id)
      if (coming.has(id) || find.get(id) !== undefined) throw new ReeveError('conflict', 'This upload is here already.')
      coming.add(id)
      const part = `${path}.part`
      try {
        await mkdir(folder, { recursive: true })
        await rm(part, { force: true })
        const stored = await receive(part, stream, maxSpoolBytes - (await spooled()))
        await rename(part, path)
        insert.run(id, stored.bytes, stored.sha256, Date.now())
        return stored
      } catch (error) {
        await rm(part, { force: true })
        if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw new ReeveError('storage_full', 'The disk of the keep is full.', error)
        throw error
      } finally {
        coming.delete(id)
      }
    },
    async open(id) {
      const path = pathOf(id)
      // O_NOFOLLOW is not needed: the folder belongs to the door and the services agent alone.
      const found = await stat(path).catch(() => undefined)
      if (found === undefined) throw new ReeveError('not_found', 'There is no such upload.')
      return { bytes: found.size, stream: createReadStream(path) }
    },
    remove,
    async sweep(now) {
      await mkdir(folder, { recursive: true })
      for (const name of await readdir(folder)) {
        const id = name.replace(/\.part$/, '')
        const found = await stat(join(folder, name)).catch(() => undefined)
        if (found === undefined || coming.has(id)) continue
        if (id !== name || found.mtimeMs < now - day) {
          forget.run(id)
          await rm(join(folder, name), { force: true })
        }
      }
    },
  }
}
