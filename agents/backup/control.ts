import type { ActionInput } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { backupDone, forgetDone, verifyDone } from '../../contracts/vault.ts'
import type { Result } from '../core/answers.ts'
import { runSteps } from '../core/steps.ts'
import type { BackupParts } from './deps.ts'
import type { Job } from './restore.ts'

const control = { owner: 'reeve', source: 'control' } as const
/** What can be made anew, or is nobody's to keep: programs' logs, what waits to be fetched, the cache of restic, what ssh is told anew each time. */
const leaveOut = ['*/log', '*/uploads', 'vault/vault/cache', 'vault/vault/ssh']

/**
 * The installation itself into its repository: the host agent shows copies of the state to the vault, the vault reads them, and this side sees none of it.
 * What was interrupted is not gone on with: the copies are of another moment, and on a machine that was just restored nobody wants it. The next one is due within the hour.
 */
export async function backUpControl(
  deps: BackupParts,
  { id, again, report, detail }: Job,
  { repository, days, keep }: ActionInput<'backup.control'>,
): Promise<Result> {
  const { host, vault, now } = deps
  // Never the stored answer of a call before: what it showed may be hidden by now.
  const hide = async () => void (await host.ask(`${id}:hide:${now()}`, 'control.hide', {}))
  if (again) {
    await hide()
    throw new ReeveError('conflict', 'This was interrupted. The next one is made within the hour, or ask for one now.')
  }
  const of = { job: id, owner: control.owner, repository }
  const tell = (_step: number, _of: number, text: string) => detail(text)
  let done: Result | undefined
  let parts: string[] = []
  await runSteps(
    [
      {
        text: 'Copying the state of the zones as it is now',
        run: async () => {
          ;({ parts } = await host.ask(`${id}:show:${now()}`, 'control.show', {}))
        },
        undo: hide,
      },
      {
        text: 'Backing up',
        run: async () => {
          const body = {
            ...of,
            parts,
            source: control.source,
            name: 'installation',
            kind: 'installation',
            leaveOut,
            links: [],
            days,
            keep,
            full: true,
          }
          done = await vault.work('/v1/backup', backupDone, body, tell)
        },
      },
      { text: 'Taking the copies away', run: hide },
    ],
    report,
  )
  const verified = await vault.work('/v1/verify', verifyDone, { ...of, job: jobAfter(id, 1), full: true }, tell)
  if (!verified.ok) throw new ReeveError('internal', verified.text)
  await vault.work('/v1/forget', forgetDone, { ...of, job: jobAfter(id, 2), source: control.source, keep }, tell)
  if (done === undefined) throw new ReeveError('internal', 'The vault gave no answer.')
  return done
}

/** Another UUID that follows from the job's: what comes after it is a job of its own in the vault. */
const jobAfter = (id: string, step: number): string => `${id.slice(0, -1)}${((Number.parseInt(id.slice(-1), 16) + step) % 16).toString(16)}`
