import { createWriteStream, readdirSync, rmSync } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ActionInput } from '../../../contracts/actions.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import { maxUploadBytes } from '../../../contracts/files.ts'
import { newId } from '../../../contracts/ids.ts'
import type { Files } from '../../catalogue/kind.ts'
import type { Result } from '../../core/answers.ts'
import { readable } from '../../core/own-folder.ts'
import { succeeded, type Vps } from '../vps.ts'
import { look } from './files.ts'

/** Of uploads and downloads together, and what downloads that are being made may still grow to. */
const maxSpoolBytes = 5 * maxUploadBytes
const unfinished = '.making'

/** What a killed agent left half made. */
export function sweepDownloads(spool: string): void {
  for (const name of readdirSync(spool)) if (name.endsWith(unfinished)) rmSync(join(spool, name), { force: true })
}

export type Download = (vps: Vps, files: Files, input: ActionInput<'files.download'>) => Promise<Result>

/** A file as it is, a folder as tar.gz; left in the spool under a new id. */
export function createDownload(spool: string): Download {
  const making = new Map<string, number>()

  /** Downloads that nobody fetches stay for a day, on the disk of the keep: beyond this there are no new ones. Throws `storage_full`. */
  async function hold(id: string, bytes: number): Promise<void> {
    // Counted from now on, so that those which come at the same time see each other.
    making.set(id, bytes)
    const sizes = (await readdir(spool)).map((name) =>
      name.endsWith(unfinished)
        ? 0
        : stat(join(spool, name)).then(
            ({ size }) => size,
            () => 0,
          ),
    )
    const waiting = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    const growing = [...making.values()].reduce((sum, size) => sum + size, 0)
    if (waiting + growing > maxSpoolBytes) {
      throw new ReeveError('storage_full', 'Too many downloads wait to be fetched. Fetch them, or try again later.')
    }
  }

  return async (vps, files, { path }) => {
    const source = readable(path)
    const { self } = await look(vps, path, files, '0')
    if (self?.type !== 'folder' && self?.type !== 'file') throw new ReeveError('bad_input', 'This is neither a file nor a folder.')
    const folder = self.type === 'folder'
    if (self.bytes > maxUploadBytes) throw tooLarge()
    const most = folder ? maxUploadBytes : self.bytes
    const argv: [string, ...string[]] = folder
      ? ['tar', '-cz', '--exclude=./.reeve', '-f', '-', '-C', source, '--', '.']
      : ['head', '-c', String(most), '--', source]
    const id = newId('u')
    const [half, ready] = [join(spool, `${id}${unfinished}`), join(spool, id)]
    try {
      await hold(id, most)
      const limit = atMost(most)
      // Group and others may read it: the folder lets in the door and this agent alone.
      const stored = pipeline(limit, createWriteStream(half, { flags: 'wx', mode: 0o644 }))
      const ran = vps.run(argv, { stdout: limit, timeoutMs: 600_000 }).catch((error: unknown) => {
        limit.destroy()
        throw error
      })
      const [outcome] = await Promise.all([ran, stored])
      succeeded(outcome, argv[0])
      await rename(half, ready)
    } catch (error) {
      await rm(half, { force: true })
      throw error
    } finally {
      making.delete(id)
    }
    const last = path.split('/').at(-1) || 'files'
    return { download: id, name: folder ? `${last}.tar.gz` : last }
  }
}

const tooLarge = () => new ReeveError('too_large', `Downloads have at most ${maxUploadBytes / 1_048_576} MiB. Choose a folder below.`)

/** Passes bytes on, and fails beyond the limit. */
function atMost(limit: number): Transform {
  let bytes = 0
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      bytes += part.length
      if (bytes <= limit) done(null, part)
      else done(tooLarge())
    },
  })
}
