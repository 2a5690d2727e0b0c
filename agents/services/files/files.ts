import { createHash } from 'node:crypto'
import type { ActionInput } from '../../../contracts/actions.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import { maxFileBytes } from '../../../contracts/files.ts'
import type { Files } from '../../catalogue/kind.ts'
import type { Result } from '../../core/answers.ts'
import { ownFolder, readable } from '../../core/own-folder.ts'
import { failureOf, succeeded, type Vps } from '../vps.ts'
import { entryFormat, openEntries } from './entries.ts'
import { changeable } from './guarded.ts'

/** What stands at a path, and with `depth` 1 what is in it. */
export async function look(vps: Vps, path: string, files: Files, depth: '0' | '1') {
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

/** The content as base64, and its sum. */
export async function read(vps: Vps, files: Files, { path }: ActionInput<'files.read'>): Promise<Result> {
  const content = await contentOf(vps, files, path)
  return { content: content.toString('base64'), sha256: sumOf(content) }
}

const sumOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

async function contentOf(vps: Vps, files: Files, path: string): Promise<Buffer> {
  const { self } = await look(vps, path, files, '0')
  // A pipe or a device would keep a reader waiting.
  if (self?.type !== 'file') throw new ReeveError('bad_input', 'This is no file.')
  const tooLarge = new ReeveError('too_large', `Files of up to ${maxFileBytes / 1_048_576} MiB can be shown. Download this one.`)
  if (self.bytes > maxFileBytes) throw tooLarge
  const outcome = await vps.run(['head', '-c', String(maxFileBytes + 1), '--', readable(path)], { maxOutputBytes: maxFileBytes + 1 })
  const { stdout } = succeeded(outcome, 'head')
  if (stdout.length > maxFileBytes) throw tooLarge
  return stdout
}

/** Throws when a file is no longer what it was when somebody began to edit it. What has the new content already may be this action's own work. */
async function stillIs(vps: Vps, files: Files, path: string, sums: readonly string[]): Promise<void> {
  const present = await contentOf(vps, files, path).catch((error: unknown) => {
    if (error instanceof ReeveError && ['not_found', 'bad_input', 'too_large'].includes(error.code)) return undefined
    throw error
  })
  if (present === undefined)
    throw new ReeveError('changed_meanwhile', 'This file was deleted or replaced since it was opened. Save it all the same, or close it.')
  if (sums.includes(sumOf(present))) return
  throw new ReeveError(
    'changed_meanwhile',
    'This file changed since it was opened, perhaps in another window. Load the newer version, then make your change again.',
  )
}

/**
 * Readers have the old content or the new one: it is written beside Reeve's own things and then takes the name.
 * `again`: a new file that is there already may be the one that this action made.
 */
export async function write(
  vps: Vps,
  files: Files,
  { id, again }: { id: string; again: boolean },
  { path, content, fresh, was }: ActionInput<'files.write'>,
): Promise<Result> {
  const bytes = Buffer.from(content, 'base64')
  if (bytes.length > maxFileBytes)
    throw new ReeveError('too_large', `Files of up to ${maxFileBytes / 1_048_576} MiB can be edited. Upload an archive.`)
  const target = changeable(path, files)
  if (fresh === true) {
    const made = await vps.run(['dd', `of=${target}`, 'status=none', 'conv=excl,fsync'], { stdin: bytes })
    if (made.status !== 0 && !(again && (await isThere(vps, target, ['-type', 'f'])))) throw failureOf(made, 'dd')
    return { bytes: bytes.length }
  }
  if (was !== undefined) await stillIs(vps, files, path, [was, sumOf(bytes)])
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

/** `again`: a folder that is there already may be the one that this action made. */
export async function makeFolder(vps: Vps, files: Files, again: boolean, { path }: ActionInput<'files.makeFolder'>): Promise<Result> {
  const target = changeable(path, files)
  const made = await vps.run(['mkdir', '--', target])
  if (made.status !== 0 && !(again && (await isThere(vps, target, ['-type', 'd'])))) throw failureOf(made, 'mkdir')
  return {}
}

/** `again`: a source that is gone beside a target that is there has been moved by this action. */
export async function move(vps: Vps, files: Files, again: boolean, { from, to }: ActionInput<'files.move'>): Promise<Result> {
  const [source, target] = [changeable(from, files), changeable(to, files)]
  // -n does not say when it left the target alone; without a link's target taken for the link.
  if (await isThere(vps, target)) {
    if (again && !(await isThere(vps, source))) return {}
    throw new ReeveError('conflict', 'There is something with the new name already.')
  }
  succeeded(await vps.run(['mv', '-T', '-n', '--', source, target]), 'mv')
  return {}
}

const isThere = async (vps: Vps, path: string, test: readonly string[] = []): Promise<boolean> => {
  const { status, stdout } = await vps.run(['find', path, '-maxdepth', '0', ...test])
  return status === 0 && stdout.length > 0
}

export async function remove(vps: Vps, files: Files, { path }: ActionInput<'files.delete'>): Promise<Result> {
  succeeded(await vps.run(['rm', '-rf', '--', changeable(path, files)], { timeoutMs: 300_000 }), 'rm')
  return {}
}
