import { PassThrough, type Readable } from 'node:stream'
import type { ActionInput } from '../../contracts/actions.ts'
import { restoreStamp } from '../../contracts/backups.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { listDone, sourceFolder } from '../../contracts/vault.ts'
import { trialProject } from '../../contracts/zones.ts'
import { dataPath, type Files, type Kind } from '../catalogue/kind.ts'
import type { Result } from '../core/answers.ts'
import { runSteps } from '../core/steps.ts'
import { type BackupParts, unlessCancelled } from './deps.ts'
import { failure, inside, type Run } from './inside.ts'
import type { Known } from './known.ts'
import { clean, fillSteps, type Job, tidyTrial } from './restore.ts'
import { environment, trialSteps } from './trial.ts'

type Input = ActionInput<'backup.restorePart'>

export const restorePart = (deps: BackupParts, job: Job, input: Input, { kind }: Known): Promise<Result> =>
  input.part.sort === 'path'
    ? restorePath(deps, job, input, filesOf(kind), input.part.path)
    : restoreDatabase(deps, job, input, kind, input.part.database)

export function filesOf(kind: Kind): Files {
  if (kind.files === null) throw new ReeveError('bad_input', `Services of the kind ${kind.kind} have no files to browse here.`)
  return kind.files
}

/** Where the files that people see lie in a backup: below the data volume's own top. */
export const pathInBackup = (files: Files, path: string): string =>
  [files.root.slice(dataPath.length + 1), path].filter((part) => part !== '').join('/')

/** What was there keeps a name of its own for each restore: none takes the place of what another one kept. */
const ofJob = (id: string): string => id.slice(0, 8)

/** The entry at a path of a backup. Throws `not_found`. */
async function entryOf({ vault }: BackupParts, input: Input, path: string) {
  const { tenant: owner, service: source, repository, backup } = input
  const at = path.lastIndexOf('/')
  const body = { owner, source, repository, backup, path: at === -1 ? '' : path.slice(0, at) }
  const { entries } = await vault.call('POST', '/v1/list', listDone, body)
  const found = entries.find(({ name }) => name === path.slice(at + 1))
  if (found === undefined) throw new ReeveError('not_found', 'This is not in the backup. Look at it again.')
  return found
}

/** A file or a folder, unpacked inside the service's own VPS as the user whose files they are. */
async function restorePath(deps: BackupParts, { id, report }: Job, input: Input, files: Files, path: string): Promise<Result> {
  const { tenant, service, repository, backup, place, at } = input
  const stamp = restoreStamp(at)
  const [beside, before] = [`${path}.restored-${stamp}`, `${path}.before-${stamp}-${ofJob(id)}`]
  report(1, 4, 'Looking into the backup')
  const wanted = pathInBackup(files, path)
  const entry = await entryOf(deps, input, wanted)
  // The folder of a site is a link to the tree that is served: its content is what people mean.
  const folder = entry.type === 'folder' || path === files.site
  if (!folder && entry.type !== 'file') throw new ReeveError('bad_input', 'Only files and folders can be brought back.')
  return inside(deps, tenant, service, async (run): Promise<Result> => {
    const body = { owner: tenant, source: service, repository, backup, path: wanted, archive: folder }
    report(2, 4, `Restoring ${path}`)
    const tree = path === files.site ? `.reeve/sites/restored-${stamp}` : beside
    const target = path === files.site && place === 'inPlace' ? tree : beside
    await run(['rm', '-rf', '--', target], { as: files })
    const above = target.includes('/') ? target.slice(0, target.lastIndexOf('/')) : '.'
    await run(['mkdir', '-p', '--', above], { as: files })
    if (folder) {
      const { folder: below } = await deps.vault.call('POST', '/v1/list', listDone, {
        owner: tenant,
        source: service,
        repository,
        backup,
        path: wanted,
      })
      await unpack(run, files, target, await deps.vault.bytes('/v1/dump', body), `${sourceFolder(service)}/${below}`)
    } else {
      const stdin = await deps.vault.bytes('/v1/dump', body)
      await run(['dd', `of=${target}`, 'bs=1M', 'iflag=fullblock', 'status=none'], { as: files, stdin })
      await run(['chmod', '--', entry.mode.slice(-3), target], { as: files })
    }
    report(3, 4, place === 'beside' ? 'Done' : 'Putting it in its place')
    if (place === 'beside') return { restored: beside }
    if (path === files.site) {
      await run(['ln', '-sfn', '--', tree, `${path}.new`], { as: files })
      await run(['mv', '-T', '--', `${path}.new`, path], { as: files })
      return { restored: path, before: null }
    }
    const present = (await run(['find', `./${path}`, '-maxdepth', '0'], { as: files, accept: [0, 1] })) !== ''
    if (present) await run(['mv', '-n', '-T', '--', path, before], { as: files })
    await run(['mv', '-T', '--', beside, path], { as: files })
    return { restored: path, before }
  })
}

/** The archive names its entries from the top of the vault on; those parts are left out. */
async function unpack(run: Run, files: Files, target: string, stdin: Readable, from: string): Promise<void> {
  await run(['mkdir', '--', target], { as: files })
  const parts = from.split('/').filter((part) => part !== '').length
  const argv = [
    'tar',
    '-x',
    '-f',
    '-',
    '-C',
    target,
    `--strip-components=${parts}`,
    '--no-same-owner',
    '--delay-directory-restore',
  ] as const
  await run(argv, { as: files, stdin })
}

/** One database: the whole is restored into a trial, dumped there by its own server, and loaded into the live one under another name. */
async function restoreDatabase(deps: BackupParts, job: Job, input: Input, kind: Kind, database: string): Promise<Result> {
  const { tenant, service, place, at } = input
  const tools = kind.backup.database
  if (tools === undefined) throw new ReeveError('bad_input', `Services of the kind ${kind.kind} have no databases.`)
  const stamp = restoreStamp(at).replaceAll('-', '')
  // Names have at most 63 characters.
  const beside = `${database.slice(0, 40)}_restored_${stamp}`
  const before = `${database.slice(0, 34)}_before_${stamp}_${ofJob(job.id)}`
  await clean(deps, job, service)
  await runSteps(
    unlessCancelled(deps, job.id, [
      ...fillSteps(deps, job, input),
      ...trialSteps(deps, kind, tenant, service),
      {
        text: `Loading the database ${database}`,
        run: () =>
          inside(deps, tenant, service, async (run) => {
            for (const argv of tools.prepare(database, beside)) await run(argv)
            const pipe = new PassThrough()
            const dumped = deps.engine
              .exec(trialProject, service, { argv: tools.dump(database), stdout: pipe, environment, timeoutMs: 6 * 3_600_000 })
              .then(({ status, stderr }) => {
                if (status !== 0) throw failure('dump', status, stderr)
              })
              .catch((error: unknown) => {
                pipe.destroy(error as Error)
                throw error
              })
            await Promise.all([dumped, run(tools.load(beside), { stdin: pipe })])
          }),
        undo: () =>
          inside(deps, tenant, service, async (run) => {
            for (const argv of tools.drop(beside)) await run(argv)
          }),
      },
      ...(place === 'beside'
        ? []
        : [
            {
              text: 'Putting it in its place',
              run: () =>
                inside(deps, tenant, service, async (run) => {
                  for (const argv of tools.replace(database, beside, before)) await run(argv)
                }),
            },
          ]),
    ]),
    job.report,
  )
  await tidyTrial(deps, service)
  return place === 'beside' ? { restored: beside } : { restored: database, before }
}
