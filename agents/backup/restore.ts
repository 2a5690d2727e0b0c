import type { ActionInput } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { restoreDone } from '../../contracts/vault.ts'
import type { Kind } from '../catalogue/kind.ts'
import type { Report, Result } from '../core/answers.ts'
import { runSteps, type Step } from '../core/steps.ts'
import { detach, dropCopy, tidy, unlessThere, volumeForRestore } from './copies.ts'
import { type BackupParts, formerOf, restoreOf, unlessCancelled, vaultProject } from './deps.ts'
import { holding, type Switched, wasDone } from './held.ts'
import { asShown, type Known } from './known.ts'
import { switchSteps } from './switch.ts'
import { endTrial, trialSteps } from './trial.ts'

export interface Job {
  id: string
  /** It began before and was not answered. */
  again: boolean
  report: Report
  /** Somebody cancelled it. */
  signal: AbortSignal
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
/** Of what only looked at a backup, or took a part of it. */
export const tidyTrial = (deps: BackupParts, service: string): Promise<void> =>
  tidy(deps, [() => endTrial(deps, service), () => dropCopy(deps, restoreOf(service))])

/**
 * The first step of each job that restores: what another job left behind must not be taken for this one's. Undone last, and whole: a run after a crash may
 * fail long before it comes to what the run before it made.
 */
export const looking = (deps: BackupParts, { id }: Job, service: string, look: () => Promise<void>): Step => ({
  text: 'Looking at what is there',
  run: async () => {
    if (deps.makers.of(restoreOf(service)) !== id) {
      await endTrial(deps, service)
      await dropCopy(deps, restoreOf(service))
      deps.makers.note(restoreOf(service), id, deps.now())
    }
    await look()
  },
  undo: () => tidyTrial(deps, service),
})

/** The steps up to the switch, and what is left behind it; also when the job was interrupted anywhere. */
async function switchOver(
  deps: BackupParts,
  job: Job,
  switched: Switched,
  kind: Kind,
  look: () => Promise<void>,
  fill: Step[],
): Promise<void> {
  const vps = holding(deps, switched)
  const { service } = switched
  if (!(await wasDone(deps, switched))) {
    const first = looking(deps, job, service, look)
    const undo = async () => {
      await first.undo?.()
      await vps.undo()
    }
    await runSteps(unlessCancelled(job, [{ ...first, undo }, ...fill, ...switchSteps(deps, kind, switched)]), job.report)
  }
  await tidy(deps, [vps.settle, () => dropCopy(deps, restoreOf(service))])
}

/** The whole service: a volume of its own is filled, tried in a VPS that nobody reaches, and only then takes the place of what is there. */
export async function restoreWhole(deps: BackupParts, job: Job, input: ActionInput<'backup.restore'>, { kind }: Known): Promise<Result> {
  const { tenant, service } = input
  const fill = [...fillSteps(deps, job, input), ...trialSteps(deps, kind, tenant, service), endTrialStep(deps, service)]
  await switchOver(deps, job, { id: job.id, tenant, service }, kind, () => asShown(deps, input), fill)
  return { restored: input.backup }
}

/** The former data once more; what it takes the place of is kept in turn. */
export async function revert(deps: BackupParts, job: Job, input: ActionInput<'backup.revert'>, { kind }: Known): Promise<Result> {
  const { tenant, service } = input
  const { engine, dataPool } = deps
  const switched = { id: job.id, tenant, service }
  const look = async () => {
    await holding(deps, switched).settle()
    if ((await engine.getVolume(vaultProject, dataPool, formerOf(service))) === undefined)
      throw new ReeveError('not_found', 'What the last restore replaced is not kept any more.')
  }
  const from = { project: vaultProject, name: formerOf(service), snapshots: true }
  const copying: Step = {
    text: 'Copying the data of before',
    run: () => unlessThere(engine.copyVolume(vaultProject, dataPool, restoreOf(service), from)),
    undo: () => dropCopy(deps, restoreOf(service)),
  }
  await switchOver(deps, job, switched, kind, look, [copying])
  return {}
}
