import type { ActionInput } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { noted } from '../../contracts/vault.ts'
import type { Result } from '../core/answers.ts'
import { isRetryable } from '../core/answers.ts'
import { runSteps } from '../core/steps.ts'
import { type BackupParts, unlessCancelled } from './deps.ts'
import type { Known } from './known.ts'
import { fillSteps, type Job, looking, tidyTrial } from './restore.ts'
import { trialSteps } from './trial.ts'

/** Restores a backup for nobody: compared byte by byte, started, asked, deleted. The vault writes down what came of it, good or bad. */
export async function drill(deps: BackupParts, job: Job, input: ActionInput<'backup.drill'>, { kind }: Known): Promise<Result> {
  const { tenant, service, backup } = input
  const note = (ok: boolean, text: string) =>
    deps.vault.call('POST', '/v1/drill', noted, { owner: tenant, backup, ok, text: text.slice(0, 300) })
  const began = deps.now()
  try {
    const first = looking(deps, job, service, async () => undefined)
    const steps = [first, ...fillSteps(deps, job, input), ...trialSteps(deps, kind, tenant, service)]
    await runSteps(unlessCancelled(job, steps), job.report)
  } catch (error) {
    if (!isRetryable(error) && !job.signal.aborted)
      await note(false, error instanceof ReeveError ? error.message : 'It could not be restored.')
    throw error
  }
  await tidyTrial(deps, service)
  const seconds = Math.round((deps.now() - began) / 1000)
  await note(true, `Restored, compared and answering after ${seconds} s.`)
  return { seconds }
}
