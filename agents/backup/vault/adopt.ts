import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { type BackupOwner, type BackupRow, backupId, backupOwner, backupSource, localRepository } from '../../../contracts/backups.ts'
import type { VaultConfig } from '../../../contracts/config.ts'
import type { Log } from '../../core/log.ts'
import type { VaultRecords } from './records.ts'
import type { Way } from './repositories.ts'
import { resticOk } from './restic.ts'

/** Left by a restore of the installation: the records are those of then, and the repositories have gone on since. */
export const restoredFile = 'restored'

interface Parts {
  config: Pick<VaultConfig, 'state' | 'store' | 'floorDays'>
  records: VaultRecords
  way(of: { owner: BackupOwner; repository: string }): Promise<Way>
  now(): number
  log: Log
}

/** What `restic snapshots --json` says of each; of other programs' snapshots we take no notice. */
const snapshot = z.object({ id: backupId, time: z.string(), hostname: backupSource })
const dayMs = 86_400_000
const patienceMs = 120_000

/** Backups in the repositories that the records know nothing of. A repository that does not answer is left as it is known. */
export async function adopt({ config, records, way, now, log }: Parts): Promise<void> {
  const marker = join(config.state, restoredFile)
  if (!existsSync(marker)) return
  for (const of of await repositoriesOf(config, records)) {
    try {
      const { stdout } = await resticOk(await way(of), ['snapshots', '--json', '--no-lock'], { signal: AbortSignal.timeout(patienceMs) })
      const known = new Set(records.backups().flatMap((row) => (row.owner === of.owner ? [row.id] : [])))
      for (const value of z.array(z.unknown()).parse(JSON.parse(stdout))) {
        const { data } = snapshot.safeParse(value)
        if (data !== undefined && ![...known].some((id) => data.id.startsWith(id))) records.put(rowOf(data, of), false)
      }
    } catch (err) {
      log.warn({ err, ...of }, 'the backups of a repository could not be looked up after the restore')
    }
  }
  await rm(marker)

  function rowOf(
    { id, time, hostname: source }: z.infer<typeof snapshot>,
    { owner, repository }: { owner: BackupOwner; repository: string },
  ) {
    const like: BackupRow | undefined = records.backups(source)[0]
    const at = Date.parse(time)
    const { name = '', kind = '', bytes = 0, files = 0, links = {} } = like ?? {}
    const row: BackupRow = {
      ...{
        id,
        owner,
        source,
        repository,
        name,
        kind,
        at,
        bytes,
        files,
        links,
        added: 0,
        seconds: 0,
        keep: null,
        verified: null,
        drill: null,
      },
      keepUntil: now() + config.floorDays * dayMs,
    }
    return row
  }
}

/** Those that were used, the installation's own everywhere, and each that lies on this machine. */
async function repositoriesOf(config: Parts['config'], records: VaultRecords): Promise<{ owner: BackupOwner; repository: string }[]> {
  const here = await readdir(config.store).catch(() => [])
  const found = [
    ...records.opened(),
    ...records.repositories().map(({ name }) => ({ owner: 'reeve', repository: name })),
    ...here.map((owner) => ({ owner, repository: localRepository })),
  ]
  const one = z.object({ owner: backupOwner, repository: z.string() })
  const fit = found.flatMap((of) => {
    const { data } = one.safeParse(of)
    return data === undefined ? [] : [data]
  })
  return [...new Map(fit.map((of) => [`${of.repository} ${of.owner}`, of])).values()]
}
