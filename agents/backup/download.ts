import { createWriteStream } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { ActionInput } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { maxUploadBytes } from '../../contracts/files.ts'
import { newId } from '../../contracts/ids.ts'
import { listDone } from '../../contracts/vault.ts'
import type { Result } from '../core/answers.ts'
import { readable } from '../core/own-folder.ts'
import type { BackupParts } from './deps.ts'
import type { Known } from './known.ts'
import { pathInBackup } from './part.ts'

const unfinished = '.making'
/** Before they are packed: a file that says it is larger than any disk is nothing but zeros. */
const maxRawBytes = 8 * maxUploadBytes
/** Of uploads and downloads together. */
const maxSpoolBytes = 5 * maxUploadBytes

/** A file of a backup as it is, a folder or all of it as tar.gz; left in the spool under a new id, as files.download leaves its own. */
export async function download(deps: BackupParts, input: ActionInput<'backup.download'>, { kind, name }: Known): Promise<Result> {
  const { tenant: owner, service: source, repository, backup, path } = input
  const of = { owner, source, repository, backup }
  if (kind.files !== null) readable(path)
  const wanted = kind.files === null ? path : pathInBackup(kind.files, path)
  const at = wanted.lastIndexOf('/')
  const above = await deps.vault.call('POST', '/v1/list', listDone, { ...of, path: at === -1 ? '' : wanted.slice(0, at) })
  const entry = above.entries.find((found) => found.name === wanted.slice(at + 1))
  if (wanted !== '' && entry === undefined) throw new ReeveError('not_found', 'This is not in the backup. Look at it again.')
  const archive = entry?.type !== 'file'
  if (entry?.type === 'file' && entry.bytes > maxUploadBytes) throw tooLarge(maxUploadBytes)
  await room(deps.uploads)
  const id = newId('u')
  const [half, ready] = [join(deps.uploads, `${id}${unfinished}`), join(deps.uploads, id)]
  try {
    const bytes = await deps.vault.bytes('/v1/dump', { ...of, path: wanted, archive })
    const target = createWriteStream(half, { flags: 'wx', mode: 0o644 })
    if (archive) await pipeline(bytes, atMost(maxRawBytes), createGzip({ level: 1 }), atMost(maxUploadBytes), target)
    else await pipeline(bytes, atMost(maxUploadBytes), target)
    await rename(half, ready)
  } catch (error) {
    await rm(half, { force: true })
    throw error
  }
  const last = path.split('/').at(-1) || name
  return { download: id, name: archive ? `${last}.tar.gz` : last }
}

async function room(spool: string): Promise<void> {
  const sizes = (await readdir(spool)).map((name) =>
    stat(join(spool, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  )
  if ((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) > maxSpoolBytes)
    throw new ReeveError('storage_full', 'Too many downloads wait to be fetched. Fetch them, or try again later.')
}

const tooLarge = (limit: number) => new ReeveError('too_large', `Downloads have at most ${limit / 1_048_576} MiB. Choose a folder below.`)

/** Passes bytes on, and fails beyond the limit. */
function atMost(limit: number): Transform {
  let bytes = 0
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      bytes += part.length
      if (bytes <= limit) done(null, part)
      else done(tooLarge(limit))
    },
  })
}
