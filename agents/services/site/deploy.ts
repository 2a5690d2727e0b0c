import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import type { ActionInput } from '../../../contracts/actions.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import type { Files } from '../../catalogue/kind.ts'
import type { Report, Result } from '../../core/answers.ts'
import { ownFolder } from '../../core/own-folder.ts'
import { failureOf, succeeded, type Vps } from '../vps.ts'
import { archiveLimits, ignored, judgeArchive, type Verdict } from './judge.ts'
import { type NameRoom, openListing } from './listing.ts'
import { changeOver, observeTrees, sitesFolder, treeBefore } from './trees.ts'

const incoming = `./${ownFolder}/incoming`
const staging = `./${ownFolder}/staging`
const steps = 6

/** Whatever an archive makes the program do ends at these: seconds of processor, bytes of memory, bytes of one file. */
const confined = (...argv: string[]): [string, ...string[]] => [
  'prlimit',
  '--cpu=300',
  '--as=1073741824',
  `--fsize=${archiveLimits.fileBytes}`,
  '--core=0',
  '--',
  ...argv,
]

interface Archive extends Pick<ActionInput<'site.deploy'>, 'format' | 'bytes'> {
  path: string
  diskBytes: number
  room: NameRoom
}

/** Unpacks an upload (checked: upload.ts) inside the VPS as the site's user and serves it; the tree before stays for one rollback. */
export async function deploy(vps: Vps, files: Files, id: string, archive: Archive, report: Report): Promise<Result> {
  report(1, steps, 'Preparing')
  const trees = await observeTrees(vps, files)
  let verdict: Verdict | undefined
  // A tree of this very action is whole: it gets its name only then.
  if (!trees.all.includes(id)) {
    await clean(vps)
    try {
      verdict = await unpack(vps, archive, report)
    } catch (error) {
      await clean(vps)
      throw error
    }
    report(5, steps, `Unpacked ${verdict.files} files`)
    const old = trees.all.filter((tree) => tree !== trees.current)
    if (old.length > 0) {
      succeeded(await vps.run(['rm', '-rf', '--', ...old.map((tree) => `${sitesFolder}/${tree}`)], { timeoutMs: 300_000 }), 'rm')
    }
    succeeded(await vps.run(['mv', '-T', '--', staging, `${sitesFolder}/${id}`]), 'mv')
  }
  report(6, steps, 'Changing over')
  await changeOver(vps, files, id)
  await clean(vps)
  return verdict === undefined ? {} : { files: verdict.files, bytes: verdict.bytes }
}

/** The tree before the present one takes its place; the present one becomes the one before. */
export async function rollBack(vps: Vps, files: Files, id: string, report: Report): Promise<Result> {
  report(1, 2, 'Looking for the deployment before')
  const trees = await observeTrees(vps, files)
  if (!trees.all.includes(id)) {
    const before = treeBefore(trees)
    if (before === undefined) throw new ReeveError('not_found', 'There is no deployment before this one.')
    // The new name tells a retry that this was done: it does not swap back.
    succeeded(await vps.run(['mv', '-T', '--', `${sitesFolder}/${before}`, `${sitesFolder}/${id}`]), 'mv')
  }
  report(2, 2, 'Changing over')
  await changeOver(vps, files, id)
  return {}
}

async function clean(vps: Vps): Promise<void> {
  const remove = () => vps.run(['rm', '-rf', '--', incoming, staging, `./${ownFolder}/link`], { timeoutMs: 300_000 })
  if ((await remove()).status === 0) return
  // A tree may hold folders that forbid their own emptying.
  await vps.run(['chmod', '-R', 'u+rwX', '--', staging], { timeoutMs: 300_000 })
  succeeded(await remove(), 'rm')
}

async function unpack(vps: Vps, archive: Archive, report: Report): Promise<Verdict> {
  succeeded(await vps.run(['mkdir', '--', incoming, staging]), 'mkdir')
  // The directory of a zip stands at its end, so it has to be a file; the others are read as they come.
  const zip = archive.format === 'zip'
  const source = zip ? `${incoming}/archive` : '-'
  const stream = () => createReadStream(archive.path)
  if (zip) {
    report(2, steps, 'Bringing the archive into the VPS')
    succeeded(
      await vps.run(['dd', `of=${source}`, 'bs=1M', 'iflag=fullblock', 'status=none'], { stdin: stream(), timeoutMs: 900_000 }),
      'dd',
    )
  }
  const input = () => (zip ? {} : { stdin: stream() })
  report(3, steps, 'Looking into the archive')
  const verdict = await look(vps, confined('bsdtar', '--numeric-owner', '-tvf', source), input(), archive)
  report(4, steps, `Unpacking ${verdict.files} files`)
  const options = [
    '--no-same-owner',
    '--no-same-permissions',
    '--no-acls',
    '--no-xattrs',
    '--no-fflags',
    ...ignored.map((name) => `--exclude=${name}`),
  ]
  const unpacked = await vps.run(
    confined('bsdtar', '-xf', source, '-C', staging, '--strip-components', String(verdict.strip), ...options),
    {
      ...input(),
      timeoutMs: 900_000,
    },
  )
  if (unpacked.status !== 0) throw failedUnpacking(unpacked)
  succeeded(await vps.run(['chmod', '-R', 'a-st,u+rwX,go+rX,go-w', '--', staging], { timeoutMs: 300_000 }), 'chmod')
  return verdict
}

/** The listing is judged and forgotten: what unpacking needs to know of it is little. */
async function look(vps: Vps, argv: [string, ...string[]], input: { stdin?: Readable }, archive: Archive): Promise<Verdict> {
  const listing = openListing(archive.room, archiveLimits.entries)
  try {
    const { status, stderr } = await vps.run(argv, { ...input, stdout: listing.output, timeoutMs: 600_000 })
    if (status !== 0) throw broken(status, stderr)
    return judgeArchive(listing.entries, archive.bytes, archive.diskBytes)
  } finally {
    listing.close()
  }
}

const broken = (status: number, stderr: string) =>
  new ReeveError(
    'bad_input',
    'The archive is damaged or of another format. Pack it again.',
    new Error(`bsdtar ended with ${status}: ${stderr.slice(-1000)}`),
  )

function failedUnpacking(outcome: { status: number; stderr: string; stdout: Buffer }): ReeveError {
  const known = failureOf(outcome, 'bsdtar')
  return known.code === 'storage_full' ? known : broken(outcome.status, outcome.stderr)
}
