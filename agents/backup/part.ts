import { PassThrough, type Readable } from 'node:stream'
import type { ActionInput } from '../../contracts/actions.ts'
import { restoreStamp } from '../../contracts/backups.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { projectOf } from '../../contracts/ids.ts'
import { listDone, sourceFolder } from '../../contracts/vault.ts'
import { trialProject } from '../../contracts/zones.ts'
import { dataPath, type Files, type Kind } from '../catalogue/kind.ts'
import { probeProgram } from '../catalogue/probe.ts'
import { isRetryable, type Result } from '../core/answers.ts'
import { ownFolder, readable } from '../core/own-folder.ts'
import { runSteps } from '../core/steps.ts'
import { execAwake } from '../engine/awake.ts'
import { type BackupParts, unlessCancelled } from './deps.ts'
import { failure, inside, type Run } from './inside.ts'
import { asShown, type Known } from './known.ts'
import { fillSteps, type Job, looking, tidyTrial } from './restore.ts'
import { environment, trialSteps, untilAnswered } from './trial.ts'

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

/** What a restore makes, and what it keeps, has a name of its own for each: none takes the place of another one's. */
const ofJob = (id: string): string => id.slice(0, 8)

/** A database reads nothing while it makes the indexes of what it has read. */
const indexingMs = 3_600_000
/** PostgreSQL's words for 3D000, invalid_catalog_name. */
const noDatabase = /database "[^"]*" does not exist/
const notInBackup = () => new ReeveError('not_found', 'This is not in the backup. Look at it again.')
/** What is undone is undone to its end. */
const uncancelled = { signal: new AbortController().signal }

/** The entry at a path of a backup. Throws `not_found`. */
async function entryOf({ vault }: BackupParts, input: Input, path: string) {
  const { tenant: owner, service: source, repository, backup } = input
  const at = path.lastIndexOf('/')
  const body = { owner, source, repository, backup, path: at === -1 ? '' : path.slice(0, at) }
  const { entries } = await vault.call('POST', '/v1/list', listDone, body)
  const found = entries.find(({ name }) => name === path.slice(at + 1))
  if (found === undefined) throw notInBackup()
  return found
}

/** A file or a folder, unpacked inside the service's own VPS as the user whose files they are. */
async function restorePath(deps: BackupParts, job: Job, input: Input, files: Files, path: string): Promise<Result> {
  const { id, report, signal } = job
  const { service, place, at } = input
  readable(path)
  await asShown(deps, input)
  const stamp = `${restoreStamp(at)}-${ofJob(id)}`
  const [beside, before] = [`${path}.restored-${stamp}`, `${path}.before-${stamp}`]
  report(1, 4, 'Looking into the backup')
  const entry = await entryOf(deps, input, pathInBackup(files, path))
  // The folder of a site is a link to the tree that is served: its content is what people mean.
  const folder = entry.type === 'folder' || path === files.site
  if (!folder && entry.type !== 'file') throw new ReeveError('bad_input', 'Only files and folders can be brought back.')
  return inside(deps, job, input, async (run): Promise<Result> => {
    const copy = async (target: string) => {
      report(2, 4, `Restoring ${path}`)
      await run(['rm', '-rf', '--', target], { as: files })
      const above = target.includes('/') ? target.slice(0, target.lastIndexOf('/')) : '.'
      await run(['mkdir', '-p', '--', above], { as: files })
      const of = {
        owner: input.tenant,
        source: service,
        repository: input.repository,
        backup: input.backup,
        path: pathInBackup(files, path),
      }
      if (folder) {
        const { folder: below } = await deps.vault.call('POST', '/v1/list', listDone, of)
        const bytes = await deps.vault.bytes('/v1/dump', { ...of, archive: true }, signal)
        await unpack(run, files, target, bytes, `${sourceFolder(service)}/${below}`)
      } else {
        const stdin = await deps.vault.bytes('/v1/dump', { ...of, archive: false }, signal)
        await run(['dd', `of=${target}`, 'bs=1M', 'iflag=fullblock', 'status=none'], { as: files, stdin })
        await run(['chmod', '--', entry.mode.slice(-3), target], { as: files })
      }
      report(3, 4, place === 'beside' ? 'Done' : 'Putting it in its place')
    }
    const fill = (target: string) =>
      copy(target).catch(async (error: unknown) => {
        if (!isRetryable(error)) await takeAway(deps, input, files, target)
        throw error
      })
    if (place === 'inPlace' && path === files.site) return restoreSite(run, files, path, id, fill)
    const present = async (name: string) => (await run(['find', `./${name}`, '-maxdepth', '0'], { as: files, accept: [0, 1] })) !== ''
    // It came again when all was done.
    if (place === 'inPlace' && (await present(before)) && (await present(path))) return { restored: path, before }
    await fill(beside)
    if (place === 'beside') return { restored: beside }
    if (await present(path)) await run(['mv', '-n', '-T', '--', path, before], { as: files })
    await run(['mv', '-T', '--', beside, path], { as: files })
    return { restored: path, before }
  })
}

/** What came back by half may have filled the disk of the service. Also when it was cancelled. */
async function takeAway(deps: BackupParts, input: Input, files: Files, target: string): Promise<void> {
  try {
    await inside(deps, uncancelled, input, (run) => run(['rm', '-rf', '--', target], { as: files }))
  } catch (err) {
    deps.log.warn({ err, service: input.service }, 'a part that came back by half could not be taken away')
  }
}

/** As a deployment: a tree named by the action, then one rename of a link. The tree that was served is the only one that a rollback leads to. */
async function restoreSite(run: Run, files: Files, path: string, id: string, fill: (target: string) => Promise<void>): Promise<Result> {
  const trees = `${ownFolder}/sites`
  const tree = `${trees}/${id}`
  const done = { restored: path, before: null }
  const served = (await run(['readlink', '--', path], { as: files, accept: [0, 1] })).trimEnd()
  // It came again when all was done: what is served is never touched.
  if (served === tree) return done
  await fill(tree)
  const found = await run(['find', trees, '-mindepth', '1', '-maxdepth', '1', '-type', 'd', '-printf', '%f\\0'], { as: files })
  const others = found
    .split('\0')
    .flatMap((name) => (name === '' || name === id || `${trees}/${name}` === served ? [] : [`${trees}/${name}`]))
  if (served.startsWith(`${trees}/`) && others.length > 0) await run(['rm', '-rf', '--', ...others], { as: files })
  await run(['ln', '-sfn', '--', tree, `${path}.new`], { as: files })
  await run(['mv', '-T', '--', `${path}.new`, path], { as: files })
  return done
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
  const beside = `${database.slice(0, 32)}_restored_${stamp}_${ofJob(job.id)}`
  const before = `${database.slice(0, 34)}_before_${stamp}_${ofJob(job.id)}`
  /** Asking a VPS that sleeps starts it, and its server is not up at once. */
  const inServer = (until: Pick<Job, 'signal'>, work: (run: Run) => Promise<void>): Promise<void> =>
    inside(deps, until, input, async (run) => {
      const probe = { argv: probeProgram(kind), environment, timeoutMs: 15_000 }
      const words = 'The database server does not answer. Look at the log of the service, start it, then try again.'
      await untilAnswered(deps, () => execAwake(deps.engine, projectOf(tenant), service, probe), words)
      await work(run)
    })
  await runSteps(
    unlessCancelled(job, [
      looking(deps, job, service, () => asShown(deps, input)),
      ...fillSteps(deps, job, input),
      ...trialSteps(deps, kind, tenant, service),
      {
        text: `Loading the database ${database}`,
        run: () =>
          inServer(job, async (run) => {
            for (const argv of tools.prepare(database, beside)) await run(argv)
            const pipe = new PassThrough()
            const dumped = deps.engine
              .exec(trialProject, service, {
                argv: tools.dump(database),
                stdout: pipe,
                environment,
                timeoutMs: 6 * 3_600_000,
                signal: job.signal,
              })
              .then(({ status, stderr }) => {
                if (status !== 0) throw noDatabase.test(stderr) ? notInBackup() : failure('dump', status, stderr)
              })
              .catch((error: unknown) => {
                pipe.destroy(error as Error)
                throw error
              })
            await Promise.all([dumped, run(tools.load(beside), { stdin: pipe, quietMs: indexingMs })])
          }),
        undo: () =>
          inServer(uncancelled, async (run) => {
            for (const argv of tools.drop(beside)) await run(argv)
          }),
      },
      ...(place === 'beside'
        ? []
        : [
            {
              text: 'Putting it in its place',
              run: () =>
                inServer(job, async (run) => {
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
