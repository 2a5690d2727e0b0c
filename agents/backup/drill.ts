import type { ActionInput } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { noted } from '../../contracts/vault.ts'
import type { Result } from '../core/answers.ts'
import { isRetryable } from '../core/answers.ts'
import { runSteps } from '../core/steps.ts'
import { type BackupParts, unlessCancelled } from './deps.ts'
import type { Known } from './known.ts'
import { clean, fillSteps, type Job, tidyTrial } from './restore.ts'
import { trialSteps } from './trial.ts'

/** Restores a backup for nobody: compared byte by byte, started, asked, deleted. The vault writes down what came of it, good or bad. */
export async function drill(deps: BackupParts, job: Job, input: ActionInput<'backup.drill'>, { kind }: Known): Promise<Result> {
  const { tenant, service, backup } = input
  const note = (ok: boolean, text: string) =>
    deps.vault.call('POST', '/v1/drill', noted, { owner: tenant, backup, ok, text: text.slice(0, 300) })
  await clean(deps, job, service)
  const began = deps.now()
  try {
    await runSteps(unlessCancelled(deps, job.id, [...fillSteps(deps, job, input), ...trialSteps(deps, kind, tenant, service)]), job.report)
  } catch (error) {
    if (!isRetryable(error)) await note(false, error instanceof ReeveError ? error.message : 'It could not be restored.')
    throw error
  }
  await tidyTrial(deps, service)
  const seconds = Math.round((deps.now() - began) / 1000)
  await note(true, `Restored, compared and answering after ${seconds} s.`)
  return { seconds }
}
