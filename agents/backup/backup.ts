import type { ActionName } from '../../contracts/actions.ts'
import { backupList, vaultState } from '../../contracts/backups.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { forgetDone, listDone, noted, vaultBackups, vaultOwner, verifyDone } from '../../contracts/vault.ts'
import { isRetryable, type Result } from '../core/answers.ts'
import { ownFolder, readable } from '../core/own-folder.ts'
import { createQueue } from '../core/queue.ts'
import type { HandlerContext, Handlers } from '../core/runner.ts'
import { backUpControl } from './control.ts'
import { dropCopy } from './copies.ts'
import { type BackupDeps, type BackupParts, cancelled, formerOf } from './deps.ts'
import { download } from './download.ts'
import { drill } from './drill.ts'
import { formerLifeMs } from './formers.ts'
import { isNeeded } from './held.ts'
import { type Known, known, notSuspended } from './known.ts'
import { filesOf, pathInBackup, restorePart } from './part.ts'
import { type Job, restoreWhole, revert } from './restore.ts'
import { runBackup } from './run.ts'

/**
 * The agent's duty: copies of data to the vault, and back. It orders and the vault does: this side has the engine's credential and no key of any
 * backup, that side has the keys and no credential. When either dies, the same action goes on where it was.
 */
export function createBackup(given: BackupDeps): { handlers: Handlers<'backup'>; sweep(): Promise<void> } {
  const deps: BackupParts = { ...given, turns: createQueue(), jobs: new Map() }
  const { vault } = deps

  /** One at a time: the vault has one place for a copy, and restic needs memory. */
  function inTurn(
    service: string,
    { id, again, report }: HandlerContext<ActionName>,
    work: (job: Job) => Promise<Result>,
  ): Promise<Result> {
    report(0, 1, 'Waiting for its turn')
    return listed(service, id, (signal) =>
      deps.turns('vault', async () => {
        // What it began before is undone by its own steps: the first of them sees that it is cancelled.
        if (signal.aborted && !again) throw cancelled()
        return work(jobOf({ id, again, report, signal }))
      }),
    )
  }

  /** Needs no place in the vault: whoever hinders it inside the VPS hinders nobody else. */
  const aside: typeof inTurn = (service, { id, again, report }, work) =>
    listed(service, id, (signal) => work(jobOf({ id, again, report, signal })))

  function jobOf({ id, again, report, signal }: Omit<Job, 'detail'>): Job {
    let place: [step: number, of: number] = [0, 1]
    return {
      ...{ id, again, signal },
      report(step, of, text) {
        place = [step, of]
        report(step, of, text)
      },
      detail: (text) => report(...place, text),
    }
  }

  /** Under way, so that it can be cancelled by whoever may cancel for this service; also between two tries of one that comes again. */
  async function listed<T>(service: string, id: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const job = deps.jobs.get(id) ?? { service, end: new AbortController() }
    deps.jobs.set(id, job)
    let comesAgain = false
    try {
      return await work(job.end.signal)
    } catch (error) {
      comesAgain = isRetryable(error)
      throw error
    } finally {
      if (!comesAgain) deps.jobs.delete(id)
    }
  }

  const handlers: Handlers<'backup'> = {
    'backup.run': (input, context) => inTurn(input.service, context, (job) => runBackup(deps, job, input, known(input, context.facts))),
    'backup.restore': (input, context) => awakeJob(input, context, (job, of) => restoreWhole(deps, job, input, of)),
    'backup.revert': (input, context) => awakeJob(input, context, (job, of) => revert(deps, job, input, of)),
    'backup.restorePart': (input, context) =>
      awakeJob(input, context, (job, of) => restorePart(deps, job, input, of), input.part.sort === 'path' ? aside : inTurn),
    'backup.drill': (input, context) => inTurn(input.service, context, (job) => drill(deps, job, input, known(input, context.facts))),
    'backup.verify': ({ tenant: owner, service, repository, full }, { id, report }) =>
      listed(service, id, async (signal) => {
        if (signal.aborted) throw cancelled()
        return vault.work('/v1/verify', verifyDone, { job: id, owner, repository, full }, report)
      }),
    'backup.forget': ({ tenant: owner, service: source, repository, keep }, { id, report }) =>
      vault.work('/v1/forget', forgetDone, { job: id, owner, source, repository, keep }, report),
    'backup.cancel': async ({ service, action }) => {
      const job = deps.jobs.get(action)
      if (job?.service !== service) throw new ReeveError('not_found', 'There is no such backup or restore under way.')
      // Whatever part of it comes next sees that, and undoes what was done.
      job.end.abort()
      await vault.call('POST', '/v1/cancel', noted, { job: action })
      return {}
    },
    'backup.list': async (input) => {
      const { backups } = await vault.call('GET', `/v1/backups?source=${input.service}`, vaultBackups)
      const at = deps.formers.find(input.service)
      // A service's id is never used again, and yet nobody sees another tenant's.
      const own = backups.filter(({ owner }) => owner === input.tenant)
      return backupList.parse({ backups: own, former: at === undefined ? null : { at } })
    },
    'backup.browse': async (input, { facts }) => {
      const { kind } = known(input, facts)
      const { tenant: owner, service: source, repository, backup, path } = input
      readable(path)
      const below = pathInBackup(filesOf(kind), path)
      const { entries, truncated } = await vault.call('POST', '/v1/list', listDone, { owner, source, repository, backup, path: below })
      return { entries: entries.filter(({ name }) => path !== '' || name !== ownFolder), truncated }
    },
    'backup.download': (input, { facts }) => download(deps, input, known(input, facts)),
    'backup.retire': ({ owner, source }, { id, report, facts: { gone } }) => {
      const when = gone ?? { at: deps.now(), left: 'keep' as const }
      return vault.work('/v1/retire', forgetDone, { job: id, owner, source, ...when }, report)
    },
    'backup.remove': ({ tenant: owner, source }, { id, report }) =>
      vault.work('/v1/retire', forgetDone, { job: id, owner, source, at: deps.now(), left: 'remove' }, report),
    'backup.ofTenant': ({ tenant }) => vault.call('GET', `/v1/owner?owner=${tenant}`, vaultOwner),
    'backup.control': (input, context) =>
      inTurn('control', context as unknown as HandlerContext<ActionName>, (job) => backUpControl(deps, job, input)),
    'backup.state': () => vault.call('GET', '/v1/state', vaultState),
    'backup.setRepository': ({ repository, spec, sealed }) => vault.call('PUT', `/v1/repositories/${repository}`, noted, { spec, sealed }),
    'backup.testRepository': ({ repository }) => vault.call('POST', `/v1/repositories/${repository}/test`, noted),
    'backup.removeRepository': ({ repository }) => vault.call('DELETE', `/v1/repositories/${repository}`, noted),
  }

  function awakeJob<N extends 'backup.restore' | 'backup.revert' | 'backup.restorePart'>(
    input: { tenant: string; service: string },
    context: HandlerContext<N>,
    work: (job: Job, of: Known) => Promise<Result>,
    when = inTurn,
  ): Promise<Result> {
    const of = known(input, context.facts)
    // What is half done is neither given up nor started behind the suspension's back: it goes on when the tenant is resumed.
    if (context.again && context.facts.suspended)
      throw new ReeveError('unavailable', 'The tenant is suspended. This goes on when it is resumed.')
    notSuspended(context.facts)
    return when(input.service, context as unknown as HandlerContext<ActionName>, (job) => work(job, of))
  }

  /** Takes away what restores replaced long ago, and copies that nobody came back to. */
  const sweep = () =>
    deps.turns('vault', async () => {
      for (const { copy, tenant } of deps.makers.olderThan(deps.now() - formerLifeMs)) {
        if (tenant !== null && (await isNeeded(deps, tenant, copy))) continue
        await dropCopy(deps, copy)
        deps.makers.forget(copy)
      }
      for (const service of deps.formers.olderThan(deps.now() - formerLifeMs)) {
        await dropCopy(deps, formerOf(service))
        deps.formers.forget(service)
      }
    })

  return { handlers, sweep }
}
