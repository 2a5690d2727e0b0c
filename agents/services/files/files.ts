import { createWriteStream } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ActionInput } from '../../../contracts/actions.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import { maxFileBytes, maxUploadBytes } from '../../../contracts/files.ts'
import { newId } from '../../../contracts/ids.ts'
import type { Files } from '../../catalogue/kind.ts'
import type { Result } from '../../core/answers.ts'
import { failureOf, succeeded, type Vps } from '../vps.ts'
import { entryFormat, openEntries } from './entries.ts'
import { changeable, ownFolder, readable } from './guarded.ts'

/** Of uploads and downloads together, before another download begins. */
const maxSpoolBytes = 4 * maxUploadBytes

async function look(vps: Vps, path: string, files: Files, depth: '0' | '1') {
  const argv = ['find', '-H', readable(path), '-maxdepth', depth, '-printf', entryFormat] as const
  const listed = openEntries((name) => path === '' && name === files.site)
  try {
    succeeded(await vps.run(argv, { stdout: listed.output }), 'find')
  } catch (error) {
    if (!listed.found().truncated) throw error
  }
  return listed.found()
}

/** A folder of more entries than a page can show is shown in part, and says so. */
export async function list(vps: Vps, files: Files, { path }: ActionInput<'files.list'>): Promise<Result> {
  const { self, entries, truncated } = await look(vps, path, files, '1')
  if (self?.type !== 'folder') throw new ReeveError('bad_input', 'This is no folder.')
  return { entries: path === '' ? entries.filter((entry) => entry.name !== ownFolder) : entries, truncated }
}

/** The content as base64. */
export async function read(vps: Vps, files: Files, { path }: ActionInput<'files.read'>): Promise<Result> {
  const { self } = await look(vps, path, files, '0')
  // A pipe or a device would keep a reader waiting.
  if (self?.type !== 'file') throw new ReeveError('bad_input', 'This is no file.')
  const tooLarge = new ReeveError('too_large', `Files of up to ${maxFileBytes / 1_048_576} MiB can be shown. Download this one.`)
  if (self.bytes > maxFileBytes) throw tooLarge
  const outcome = await vps.run(['head', '-c', String(maxFileBytes + 1), '--', readable(path)], { maxOutputBytes: maxFileBytes + 1 })
  const { stdout } = succeeded(outcome, 'head')
  if (stdout.length > maxFileBytes) throw tooLarge
  return { content: stdout.toString('base64') }
}

/** Readers have the old content or the new one: it is written beside Reeve's own things and then takes the name. */
export async function write(vps: Vps, files: Files, id: string, { path, content }: ActionInput<'files.write'>): Promise<Result> {
  const bytes = Buffer.from(content, 'base64')
  if (bytes.length > maxFileBytes)
    throw new ReeveError('too_large', `Files of up to ${maxFileBytes / 1_048_576} MiB can be edited. Upload an archive.`)
  const target = changeable(path, files)
  const temporary = `./${ownFolder}/write-${id}`
  const staged = await vps.run(['dd', `of=${temporary}`, 'status=none', 'conv=fsync'], { stdin: bytes })
  if (staged.status !== 0) {
    await vps.run(['rm', '-f', '--', temporary])
    throw failureOf(staged, 'dd')
  }
  // Keeps what the owner had decided about the file; a new one has no mode to keep.
  await vps.run(['chmod', `--reference=${target}`, '--', temporary])
  const moved = await vps.run(['mv', '-T', '-f', '--', temporary, target])
  if (moved.status !== 0) {
    await vps.run(['rm', '-f', '--', temporary])
    throw failureOf(moved, 'mv')
  }
  return { bytes: bytes.length }
}

export async function makeFolder(vps: Vps, files: Files, { path }: ActionInput<'files.makeFolder'>): Promise<Result> {
  succeeded(await vps.run(['mkdir', '--', changeable(path, files)]), 'mkdir')
  return {}
}

export async function move(vps: Vps, files: Files, { from, to }: ActionInput<'files.move'>): Promise<Result> {
  const [source, target] = [changeable(from, files), changeable(to, files)]
  // -n does not say when it left the target alone; without a link's target taken for the link.
  const taken = await vps.run(['find', target, '-maxdepth', '0'])
  if (taken.status === 0) throw new ReeveError('conflict', 'There is something with the new name already.')
  succeeded(await vps.run(['mv', '-T', '-n', '--', source, target]), 'mv')
  return {}
}

export async function remove(vps: Vps, files: Files, { path }: ActionInput<'files.delete'>): Promise<Result> {
  succeeded(await vps.run(['rm', '-rf', '--', changeable(path, files)], { timeoutMs: 300_000 }), 'rm')
  return {}
}

/** A file as it is, a folder as tar.gz; left in the spool under a new id. */
export async function download(vps: Vps, files: Files, spool: string, { path }: ActionInput<'files.download'>): Promise<Result> {
  const source = readable(path)
  const { self } = await look(vps, path, files, '0')
  if (self?.type !== 'folder' && self?.type !== 'file') throw new ReeveError('bad_input', 'This is neither a file nor a folder.')
  await roomFor(spool)
  const folder = self.type === 'folder'
  const argv: [string, ...string[]] = folder
    ? ['tar', '-cz', '--exclude=./.reeve', '-f', '-', '-C', source, '--', '.']
    : ['head', '-c', String(maxUploadBytes + 1), '--', source]
  const id = newId('u')
  const [making, ready] = [join(spool, `${id}.making`), join(spool, id)]
  const limit = atMost(maxUploadBytes)
  try {
    // Group and others may read it: the folder lets in the door and this agent alone.
    const stored = pipeline(limit, createWriteStream(making, { flags: 'wx', mode: 0o644 }))
    const ran = vps.run(argv, { stdout: limit, timeoutMs: 600_000 }).catch((error: unknown) => {
      limit.destroy()
      throw error
    })
    const [outcome] = await Promise.all([ran, stored])
    succeeded(outcome, argv[0])
    await rename(making, ready)
  } catch (error) {
    await rm(making, { force: true })
    throw error
  }
  const last = path.split('/').at(-1) || 'files'
  return { download: id, name: folder ? `${last}.tar.gz` : last }
}

/** Downloads that nobody fetches stay for a day, on the disk of the keep: beyond this there are no new ones. Throws `storage_full`. */
async function roomFor(spool: string): Promise<void> {
  const sizes = (await readdir(spool)).map((name) =>
    stat(join(spool, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  )
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  if (bytes > maxSpoolBytes) {
    throw new ReeveError('storage_full', 'Too many downloads wait to be fetched. Fetch them, or try again later.')
  }
}

/** Passes bytes on, and fails beyond the limit. */
function atMost(limit: number): Transform {
  let bytes = 0
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      bytes += part.length
      if (bytes <= limit) done(null, part)
      else done(new ReeveError('too_large', `Downloads have at most ${limit / 1_048_576} MiB. Choose a folder below.`))
    },
  })
}
