import type { ActionInput } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { backupDone } from '../../contracts/vault.ts'
import type { Result } from '../core/answers.ts'
import { runSteps } from '../core/steps.ts'
import { copyForBackup, dropCopy } from './copies.ts'
import { type BackupParts, copyOf, unlessCancelled } from './deps.ts'
import type { Known } from './known.ts'
import type { Job } from './restore.ts'

/** Copy, show it to the vault, let restic read it, take it away. What fails or is cancelled leaves nothing attached and no copy. */
export async function runBackup(
  deps: BackupParts,
  { id, again, report, detail }: Job,
  input: ActionInput<'backup.run'>,
  { kind, name }: Known,
): Promise<Result> {
  const { tenant, service, repository, days, full, keep } = input
  // One that another job left behind is older than what is asked for.
  if (!again) await dropCopy(deps, copyOf(service))
  let done: Result | undefined
  await runSteps(
    unlessCancelled(deps, id, [
      ...copyForBackup(deps, tenant, service),
      {
        text: 'Backing up',
        run: async () => {
          const { leaveOut, links } = kind.backup
          const body = { job: id, owner: tenant, repository, source: service, name, kind: kind.kind, leaveOut, links, days, full, keep }
          done = await deps.vault.work('/v1/backup', backupDone, body, (_step, _of, text) => detail(text))
        },
      },
      { text: 'Taking the copy away', run: () => dropCopy(deps, copyOf(service)) },
    ]),
    report,
  )
  if (done === undefined) throw new ReeveError('internal', 'The vault gave no answer.')
  return done
}
