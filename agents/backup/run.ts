import type { ActionInput } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { backupDone } from '../../contracts/vault.ts'
import type { Result } from '../core/answers.ts'
import { runSteps } from '../core/steps.ts'
import { parseMiB } from '../engine/sizes.ts'
import { copyForBackup, dropCopy, tidy } from './copies.ts'
import { type BackupParts, copyOf, unlessCancelled, vaultProject } from './deps.ts'
import type { Known } from './known.ts'
import type { Job } from './restore.ts'

/** Holes in files and copies that share their blocks are read as often as they appear: so much more than the disk has may be there. */
const holesCount = 4

/** Copy, show it to the vault, let restic read it, take it away. What fails or is cancelled leaves nothing attached and no copy. */
export async function runBackup(
  deps: BackupParts,
  { id, signal, report, detail }: Job,
  input: ActionInput<'backup.run'>,
  { kind, name }: Known,
): Promise<Result> {
  const { tenant, service, repository, days, full, keep } = input
  // One that another job left behind is older than what is asked for.
  if (deps.makers.of(copyOf(service)) !== id) {
    await dropCopy(deps, copyOf(service))
    deps.makers.note(copyOf(service), id, deps.now())
  }
  let done: Result | undefined
  await runSteps(
    unlessCancelled({ signal }, [
      ...copyForBackup(deps, tenant, service),
      {
        text: 'Backing up',
        run: async () => {
          const { leaveOut, links } = kind.backup
          const volume = await deps.engine.getVolume(vaultProject, deps.dataPool, copyOf(service))
          const sizeMiB = parseMiB(volume?.config.size)
          const most = sizeMiB === undefined ? {} : { mostBytes: sizeMiB * 1_048_576 * holesCount }
          const body = {
            ...most,
            job: id,
            owner: tenant,
            repository,
            source: service,
            name,
            kind: kind.kind,
            leaveOut,
            links,
            days,
            full,
            keep,
          }
          done = await deps.vault.work('/v1/backup', backupDone, body, (_step, _of, text) => detail(text))
        },
      },
    ]),
    report,
  )
  await tidy(deps, [() => dropCopy(deps, copyOf(service))])
  if (done === undefined) throw new ReeveError('internal', 'The vault gave no answer.')
  return done
}
