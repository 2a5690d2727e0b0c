import type { ActionInput } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { restoreDone } from '../../contracts/vault.ts'
import type { Report, Result } from '../core/answers.ts'
import { runSteps, type Step } from '../core/steps.ts'
import { detach, dropCopy, volumeForRestore } from './copies.ts'
import { type BackupParts, formerOf, restoreOf, unlessCancelled, vaultProject } from './deps.ts'
import type { Known } from './known.ts'
import { switchSteps, wasDone } from './switch.ts'
import { endTrial, trialSteps } from './trial.ts'

export interface Job {
  id: string
  again: boolean
  report: Report
  /** More about the step that is under way. */
  detail(text: string): void
}
type Asked = { tenant: string; service: string; backup: string; repository: string; diskMiB: number; source?: string | undefined }

/** Fills a volume in the vault with everything of a backup. Every byte was compared with the repository when it is done. */
export function fillSteps(deps: BackupParts, { id, detail }: Job, asked: Asked): Step[] {
  const { tenant, service, backup, repository, diskMiB, source = service } = asked
  return [
    ...volumeForRestore(deps, service, diskMiB, source),
    {
      text: 'Restoring',
      run: async () => {
        const body = { job: id, owner: tenant, repository, source, backup }
        await deps.vault.work('/v1/restore', restoreDone, body, (_step, _of, text) => detail(text))
      },
    },
    { text: 'Taking it out of the vault', run: () => detach(deps) },
  ]
}

export const endTrialStep = (deps: BackupParts, service: string): Step => ({
  text: 'Taking the trial away',
  run: () => endTrial(deps, service),
})
export const dropRestored = (deps: BackupParts, service: string): Step => ({
  text: 'Tidying up',
  run: () => dropCopy(deps, restoreOf(service)),
})

/** What another job left behind must not be taken for this one's. */
export async function clean(deps: BackupParts, { again }: Job, service: string): Promise<void> {
  if (again) return
  await endTrial(deps, service)
  await dropCopy(deps, restoreOf(service))
}

/** Done before it was interrupted: only what it worked with may be left. */
async function finished(deps: BackupParts, job: Job, tenant: string, service: string): Promise<boolean> {
  if (!job.again || !(await wasDone(deps, { id: job.id, tenant, service }))) return false
  await clean(deps, { ...job, again: false }, service)
  return true
}

/** The whole service: a volume of its own is filled, tried in a VPS that nobody reaches, and only then takes the place of what is there. */
export async function restoreWhole(deps: BackupParts, job: Job, input: ActionInput<'backup.restore'>, { kind }: Known): Promise<Result> {
  const { tenant, service } = input
  if (await finished(deps, job, tenant, service)) return { restored: input.backup }
  await clean(deps, job, service)
  await runSteps(
    unlessCancelled(deps, job.id, [
      ...fillSteps(deps, job, input),
      ...trialSteps(deps, kind, tenant, service),
      endTrialStep(deps, service),
      ...switchSteps(deps, kind, { id: job.id, tenant, service }),
      dropRestored(deps, service),
    ]),
    job.report,
  )
  return { restored: input.backup }
}

/** The former data once more; what it takes the place of is kept in turn. */
export async function revert(deps: BackupParts, job: Job, input: ActionInput<'backup.revert'>, { kind }: Known): Promise<Result> {
  const { tenant, service } = input
  const { engine, dataPool } = deps
  if (await finished(deps, job, tenant, service)) return {}
  const copied = () => engine.getVolume(vaultProject, dataPool, restoreOf(service))
  const former = await engine.getVolume(vaultProject, dataPool, formerOf(service))
  // On its way its place is taken by what it replaces.
  if (former === undefined && !(job.again && (await copied()) !== undefined))
    throw new ReeveError('not_found', 'What the last restore replaced is not kept any more.')
  await clean(deps, job, service)
  await runSteps(
    unlessCancelled(deps, job.id, [
      {
        text: 'Copying the data of before',
        run: async () => {
          if ((await copied()) !== undefined) return
          await engine.copyVolume(vaultProject, dataPool, restoreOf(service), { project: vaultProject, name: formerOf(service) })
        },
        undo: () => dropCopy(deps, restoreOf(service)),
      },
      ...switchSteps(deps, kind, { id: job.id, tenant, service }),
      dropRestored(deps, service),
    ]),
    job.report,
  )
  return {}
}
