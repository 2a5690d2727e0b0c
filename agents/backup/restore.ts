import type { ActionInput } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { restoreDone } from '../../contracts/vault.ts'
import type { Report, Result } from '../core/answers.ts'
import { runSteps, type Step } from '../core/steps.ts'
import { detach, dropCopy, tidy, unlessThere, volumeForRestore } from './copies.ts'
import { type BackupParts, formerOf, restoreOf, unlessCancelled, vaultProject } from './deps.ts'
import { holding, type Switched, wasDone } from './held.ts'
import type { Known } from './known.ts'
import { switchSteps } from './switch.ts'
import { endTrial, trialSteps } from './trial.ts'

export interface Job {
  id: string
  again: boolean
  report: Report
  /** More about the step that is under way. */
  detail(text: string): void
}
type Asked = { tenant: string; service: string; backup: string; repository: string; diskMiB: number }

/** Fills a volume in the vault with everything of a backup. Every byte was compared with the repository when it is done. */
export function fillSteps(deps: BackupParts, { id, detail }: Job, asked: Asked): Step[] {
  const { tenant, service, backup, repository, diskMiB } = asked
  return [
    ...volumeForRestore(deps, service, diskMiB),
    {
      text: 'Restoring',
      run: async () => {
        const body = { job: id, owner: tenant, repository, source: service, backup }
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
/** Of what only looked at a backup, or took a part of it. */
export const tidyTrial = (deps: BackupParts, service: string): Promise<void> =>
  tidy(deps, [() => endTrial(deps, service), () => dropCopy(deps, restoreOf(service))])

/** What another job left behind must not be taken for this one's. */
export async function clean(deps: BackupParts, { again }: Job, service: string): Promise<void> {
  if (again) return
  await endTrial(deps, service)
  await dropCopy(deps, restoreOf(service))
}

/** Behind the switch: what was replaced becomes the way back, and what the job worked with goes. Also when it was interrupted there. */
async function end(deps: BackupParts, switched: Switched): Promise<void> {
  await tidy(deps, [holding(deps, switched).settle, () => dropCopy(deps, restoreOf(switched.service))])
}

/** The whole service: a volume of its own is filled, tried in a VPS that nobody reaches, and only then takes the place of what is there. */
export async function restoreWhole(deps: BackupParts, job: Job, input: ActionInput<'backup.restore'>, { kind }: Known): Promise<Result> {
  const { tenant, service } = input
  const switched = { id: job.id, tenant, service }
  if (!(await wasDone(deps, switched))) {
    await clean(deps, job, service)
    const steps = [
      ...fillSteps(deps, job, input),
      ...trialSteps(deps, kind, tenant, service),
      endTrialStep(deps, service),
      ...switchSteps(deps, kind, switched),
    ]
    await runSteps(unlessCancelled(deps, job.id, steps), job.report)
  }
  await end(deps, switched)
  return { restored: input.backup }
}

/** The former data once more; what it takes the place of is kept in turn. */
export async function revert(deps: BackupParts, job: Job, input: ActionInput<'backup.revert'>, { kind }: Known): Promise<Result> {
  const { tenant, service } = input
  const { engine, dataPool } = deps
  const switched = { id: job.id, tenant, service }
  if (!(await wasDone(deps, switched))) {
    await clean(deps, job, service)
    await holding(deps, switched).settle()
    if ((await engine.getVolume(vaultProject, dataPool, formerOf(service))) === undefined)
      throw new ReeveError('not_found', 'What the last restore replaced is not kept any more.')
    const copying: Step = {
      text: 'Copying the data of before',
      run: () =>
        unlessThere(engine.copyVolume(vaultProject, dataPool, restoreOf(service), { project: vaultProject, name: formerOf(service) })),
      undo: () => dropCopy(deps, restoreOf(service)),
    }
    await runSteps(unlessCancelled(deps, job.id, [copying, ...switchSteps(deps, kind, switched)]), job.report)
  }
  await end(deps, switched)
  return {}
}
