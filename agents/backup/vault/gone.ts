import type * as z from 'zod'
import type { GoneSource } from '../../../contracts/backups.ts'
import { removedWith } from '../../../contracts/retention.ts'
import type { forgetDone, vaultRetire } from '../../../contracts/vault.ts'
import type { JobContext } from './jobs.ts'
import { resticOk } from './restic.ts'
import type { Reaching } from './verify.ts'

type Removed = z.infer<typeof forgetDone>

/** Backups of deleted services: nothing makes new ones, so the vault itself looks again and again whether their time is over. */
export function createGone({ records, now, log, ready, careful }: Reaching) {
  async function remove(gone: GoneSource, signal: AbortSignal): Promise<Removed> {
    const rows = records.backups(gone.source).filter(({ owner }) => owner === gone.owner)
    const going = removedWith(rows, gone, now())
    for (const repository of new Set(going.map((row) => row.repository))) {
      const some = going.filter((row) => row.repository === repository)
      const found = await ready({ owner: gone.owner, repository })
      await careful(found, () => resticOk(found, ['forget', '--prune', ...some.map(({ id }) => id)], { signal }))
      for (const { owner, id } of some) records.drop(owner, id)
    }
    if (going.length === rows.length) records.forgetGone(gone.source)
    return { removed: going.map(({ id }) => id), kept: rows.length - going.length }
  }

  /** A repository that does not answer keeps nobody from deleting a service: what stays is tried again. */
  async function tried(gone: GoneSource, signal: AbortSignal): Promise<Removed> {
    try {
      return await remove(gone, signal)
    } catch (error) {
      log.warn({ source: gone.source, err: error }, 'backups of a deleted service could not be removed')
      return { removed: [], kept: records.backups(gone.source).length }
    }
  }

  return {
    async retire({ source, owner, at, left }: z.infer<typeof vaultRetire>, { report, signal }: JobContext): Promise<Removed> {
      // Nothing to keep or to remove: nothing to remember.
      if (!records.backups(source).some((row) => row.owner === owner)) return { removed: [], kept: 0 }
      records.noteGone({ source, owner, at, left })
      const noted = records.gone().find((one) => one.source === source && one.owner === owner)
      if (noted === undefined) return { removed: [], kept: 0 }
      report(1, 1, 'Removing what nobody keeps any more')
      return tried(noted, signal)
    },
    /** All of them whose time is over. */
    async sweep(signal: AbortSignal): Promise<void> {
      for (const gone of records.gone()) await tried(gone, signal)
    },
  }
}
