import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { ReeveError } from '../../contracts/errors.ts'
import { maxUploadBytes, uploadLifeMs } from '../../contracts/files.ts'
import { uploadId } from '../../contracts/ids.ts'
import { type Db, isFull } from '../core/database.ts'
import type { UploadRecord } from './records.ts'

const day = 24 * uploadLifeMs
/** Room for all files of the spool together, and for those of one tenant. */
const maxSpoolBytes = 4 * maxUploadBytes
const maxTenantBytes = 1.5 * maxUploadBytes
/** Between two looks at the disk while bytes come in. */
const betweenLooks = 64 * 1_048_576

/** What has to stay free on the disk of the keep, of so many bytes: its journal is there too. */
const leftFree = (total: number): number => Math.min(1_073_741_824, total / 10)

export interface UploadOwner {
  tenant: string
  service: string
}

export interface Uploads {
  /** An upload that is complete and on disk. */
  find(id: string): UploadRecord | undefined
  /**
   * Stores a stream under a new id. The service's upload that waited before is gone then. Throws `conflict` (id in use), `too_large`,
   * `storage_full`.
   */
  put(id: string, owner: UploadOwner, stream: AsyncIterable<Uint8Array>): Promise<{ bytes: number; sha256: string }>
  /** An accepted action is about to use it. Inside the accepting transaction. */
  take(id: string): void
  /** Opens a file of the spool: an upload, or what files.download made. Throws `not_found`. */
  open(id: string): Promise<{ bytes: number; stream: Readable }>
  remove(id: string): Promise<void>
  /** Removes what nobody used within an hour, anything after a day, and what a crash left half-written. */
  sweep(now: number): Promise<void>
}

/**
 * The spool between backend and agents: one file per id. The folder's set-group-id bit gives files to the group of the services agent, which
 * reads uploads here and leaves downloads here.
 */
export function createUploads(db: Db, folder: string, keepFree = leftFree): Uploads {
  const find = db.prepare<[string], UploadRecord>('SELECT bytes, sha256, tenant, service FROM uploads WHERE id = ?')
  const insert = db.prepare('INSERT INTO uploads (id, bytes, sha256, at, tenant, service) VALUES (?, ?, ?, ?, ?, ?)')
  const forget = db.prepare('DELETE FROM uploads WHERE id = ?')
  const take = db.prepare('UPDATE uploads SET taken = 1 WHERE id = ?')
  const taken = db.prepare<[string], number>('SELECT taken FROM uploads WHERE id = ?').pluck()
  const waiting = db.prepare<[string, string], string>('SELECT id FROM uploads WHERE service = ? AND taken = 0 AND id <> ?').pluck()
  const ofTenant = db
    .prepare<[string, string], number>('SELECT coalesce(sum(bytes), 0) FROM uploads WHERE tenant = ? AND (service <> ? OR taken = 1)')
    .pluck()
  const coming = new Map<string, { owner: UploadOwner; bytes: number }>()
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

  /** Bytes of the tenant, with what comes at the moment and without what the upload will replace. */
  function held({ tenant, service }: UploadOwner): number {
    const now = [...coming.values()].filter((other) => other.owner.tenant === tenant).reduce((sum, other) => sum + other.bytes, 0)
    return now + (ofTenant.get(tenant, service) ?? 0)
  }

  async function lookAtDisk(): Promise<void> {
    const { bavail, blocks, bsize } = await statfs(folder)
    if (bavail * bsize < keepFree(blocks * bsize)) {
      throw new ReeveError(
        'storage_full',
        'The disk of the keep is nearly full, so it takes no uploads. Make room on it, then upload again.',
      )
    }
  }

  async function receive(path: string, stream: AsyncIterable<Uint8Array>, room: number, entry: { owner: UploadOwner; bytes: number }) {
    const hash = createHash('sha256')
    const file = await open(path, 'wx', 0o640)
    const before = received
    let [bytes, looked] = [0, 0]
    try {
      for await (const part of stream) {
        bytes += part.length
        entry.bytes = bytes
        received += part.length
        if (held(entry.owner) > maxTenantBytes) {
          throw new ReeveError('storage_full', 'Too many archives of this tenant wait. Deploy them, or wait an hour, then upload again.')
        }
        if (bytes - looked >= betweenLooks) {
          looked = bytes
          await lookAtDisk()
        }
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

  /** The file first: on a full disk it is what makes room for forgetting it. */
  async function remove(id: string): Promise<void> {
    await rm(pathOf(id), { force: true })
    forget.run(id)
  }

  return {
    find: (id) => find.get(id),
    take: (id) => {
      take.run(id)
    },
    async put(id, owner, stream) {
      const path = pathOf(id)
      if (coming.has(id) || find.get(id) !== undefined) throw new ReeveError('conflict', 'This upload is here already.')
      const entry = { owner, bytes: 0 }
      coming.set(id, entry)
      const part = `${path}.part`
      try {
        await mkdir(folder, { recursive: true })
        await rm(part, { force: true })
        await lookAtDisk()
        const stored = await receive(part, stream, maxSpoolBytes - (await spooled()), entry)
        await rename(part, path)
        insert.run(id, stored.bytes, stored.sha256, Date.now(), owner.tenant, owner.service)
        for (const older of waiting.all(owner.service, id)) await remove(older)
        return stored
      } catch (error) {
        await rm(part, { force: true })
        if (find.get(id) === undefined) await rm(path, { force: true })
        if (isFull(error) || ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? ''))
          throw new ReeveError('storage_full', 'The disk of the keep is full.', error)
        throw error
      } finally {
        coming.delete(id)
      }
    },
    async open(id) {
      // The services agent writes here too: a link, or a pipe that never ends, is nothing that it may have the door read.
      const file = await open(pathOf(id), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined)
      const found = await file?.stat()
      if (file === undefined || !found?.isFile()) {
        await file?.close()
        throw new ReeveError('not_found', 'There is no such upload.')
      }
      return { bytes: found.size, stream: file.createReadStream() }
    },
    remove,
    async sweep(now) {
      await mkdir(folder, { recursive: true })
      for (const name of await readdir(folder)) {
        const id = name.replace(/\.part$/, '')
        const found = await stat(join(folder, name)).catch(() => undefined)
        if (found === undefined || coming.has(id)) continue
        const life = taken.get(id) === 1 ? day : uploadLifeMs
        if (id === name && found.mtimeMs >= now - life) continue
        await rm(join(folder, name), { force: true })
        forget.run(id)
      }
      // Whose file a full disk let go alone.
      db.prepare('DELETE FROM uploads WHERE at < ?').run(now - 2 * day)
    },
  }
}
