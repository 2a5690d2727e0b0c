import type * as z from 'zod'
import type { BackupOwner, GoneSource } from '../../../contracts/backups.ts'
import { removedWith } from '../../../contracts/retention.ts'
import type { forgetDone, vaultRetire } from '../../../contracts/vault.ts'
import type { JobContext } from './jobs.ts'
import type { Way } from './repositories.ts'
import { resticOk } from './restic.ts'
import type { Reaching } from './verify.ts'

type Of = { owner: BackupOwner; repository: string }
type Removed = z.infer<typeof forgetDone>
/** Of a place that is asked whether it answers. */
const patienceMs = 120_000

/** Backups of deleted services: nothing makes new ones, so the vault itself looks again and again whether their time is over. */
export function createGone({ records, now, log, ready, careful }: Reaching) {
  /** One that does not answer holds the vault's only turn for minutes, not hours; the removing itself may take long. */
  async function reached(of: Of, signal: AbortSignal): Promise<Way> {
    const limits = { signal, timeoutMs: patienceMs }
    const found = await ready(of, limits)
    await resticOk(found, ['cat', 'config', '--no-lock'], limits)
    return found
  }

  /** `silent`: places that have failed, and are not asked again. What stays there is tried the next time: nobody is kept from deleting a service. */
  async function remove(gone: GoneSource, signal: AbortSignal, silent = new Set<string>()): Promise<Removed> {
    const rows = records.backups(gone.source).filter(({ owner }) => owner === gone.owner)
    const going = removedWith(rows, gone, now())
    const removed: string[] = []
    for (const repository of new Set(going.map((row) => row.repository))) {
      if (silent.has(repository)) continue
      const ids = going.flatMap((row) => (row.repository === repository ? [row.id] : []))
      try {
        const found = await reached({ owner: gone.owner, repository }, signal)
        await careful(found, () => resticOk(found, ['forget', '--prune', ...ids], { signal }))
      } catch (error) {
        silent.add(repository)
        log.warn({ source: gone.source, repository, err: error }, 'backups of a deleted service could not be removed')
        continue
      }
      for (const id of ids) records.drop(gone.owner, id)
      removed.push(...ids)
    }
    if (removed.length === rows.length) records.forgetGone(gone.source)
    return { removed, kept: rows.length - removed.length }
  }

  return {
    async retire({ source, owner, at, left }: z.infer<typeof vaultRetire>, { report, signal }: JobContext): Promise<Removed> {
      // Nothing to keep or to remove: nothing to remember.
      if (!records.backups(source).some((row) => row.owner === owner)) return { removed: [], kept: 0 }
      records.noteGone({ source, owner, at, left })
      const noted = records.gone().find((one) => one.source === source && one.owner === owner)
      if (noted === undefined) return { removed: [], kept: 0 }
      report(1, 1, 'Removing what nobody keeps any more')
      return remove(noted, signal)
    },
    /** All of them whose time is over. */
    async sweep(signal: AbortSignal): Promise<void> {
      const silent = new Set<string>()
      for (const gone of records.gone()) {
        if (signal.aborted) return
        await remove(gone, signal, silent)
      }
    },
  }
}
