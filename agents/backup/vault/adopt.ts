import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { type BackupOwner, type BackupRow, backupId, backupOwner, backupSource, localRepository } from '../../../contracts/backups.ts'
import type { VaultConfig } from '../../../contracts/config.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import { removeAtomic, writeAtomic } from '../../core/atomic-write.ts'
import type { Log } from '../../core/log.ts'
import { mustBeTheStore, storeMarker } from './mounts.ts'
import type { VaultRecords } from './records.ts'
import type { Way } from './repositories.ts'
import { explained, restic } from './restic.ts'

/** Left by a restore of the installation: the records are those of then, and the repositories have gone on since. */
export const restoredFile = 'restored'

type Of = { owner: BackupOwner; repository: string }
interface Parts {
  config: Pick<VaultConfig, 'state' | 'store' | 'outside' | 'floorDays'>
  records: VaultRecords
  way(of: Of): Promise<Way>
  now(): number
  log: Log
}

/** What `restic snapshots --json` says of each; of other programs' snapshots we take no notice. */
const snapshot = z.object({ id: backupId, time: z.string(), hostname: backupSource })
const one = z.object({ owner: backupOwner, repository: z.string() })
const dayMs = 86_400_000
const patienceMs = 120_000
const lostText = 'It lay on the machine that was lost, and went with it.'
/** There is no repository, as restic says it since 0.17 and before; a place that does not answer says something else. */
const isNone = ({ status, stderr }: { status: number | null; stderr: string }): boolean =>
  status === 10 || /unable to open config file: .*(?:no such file|file does not exist|specified key does not exist)/i.test(stderr)

/**
 * Takes in the backups of the repositories that the records know nothing of. A repository that does not answer is owed, also when the vault is started
 * anew, until it was read: without its newer backups an older one would be taken for the newest.
 */
export function createAdoption({ config, records, way, now, log }: Parts) {
  const marker = join(config.state, restoredFile)
  let isOver = !existsSync(marker)
  let owed: Of[] = []

  /**
   * The pool's own volume went with the machine, and this one is new: what was kept there is told as lost, and new backups can be kept there. Of a folder
   * this is never said: its disk may only not be mounted yet.
   */
  async function noteLostStore(): Promise<void> {
    const known = records.storeId()
    if (config.outside || known === undefined || (await readdir(config.store)).length > 0) return
    for (const { owner, id, repository } of records.backups())
      if (repository === localRepository) records.noteVerified(owner, id, { at: now(), ok: false, text: lostText })
    records.setRepository(localRepository, { sort: 'local' }, null)
    await writeFile(join(config.store, storeMarker), `${known}\n`, { flag: 'wx', mode: 0o600 })
  }

  /** An empty marker is one that the restore has left: all of them are owed. */
  async function owing(): Promise<Of[]> {
    const text = await readFile(marker, 'utf8')
    if (text.trim() === '') await noteLostStore()
    const some = text.trim() === '' ? await repositoriesOf(config, records) : z.array(one).parse(JSON.parse(text))
    const names = records.repositories().map(({ name }) => name)
    return some.filter(({ repository }) => names.includes(repository))
  }

  async function read(of: Of, signal: AbortSignal): Promise<void> {
    if (records.repository(of.repository).spec.sort === 'local') await mustBeTheStore(config.store, records)
    const found = await way(of)
    const result = await restic(found, ['snapshots', '--json', '--no-lock'], { signal, timeoutMs: patienceMs })
    // Nothing was ever kept there for this owner. Where something was, it is another disk or folder that answers.
    if (isNone(result) && !records.isOpened(of.repository, of.owner)) return
    if (result.status !== 0) throw await explained(found, 'snapshots', result)
    const known = new Set(records.backups().flatMap((row) => (row.owner === of.owner ? [row.id] : [])))
    for (const value of z.array(z.unknown()).nullable().parse(JSON.parse(result.stdout)) ?? []) {
      const { data } = snapshot.safeParse(value)
      if (data !== undefined && ![...known].some((id) => data.id.startsWith(id))) records.put(rowOf(data, of), false)
    }
  }

  /** Asks each that is owed; after the first timeout of a place nobody waits for it again in this round. */
  async function round(signal: AbortSignal): Promise<void> {
    if (!existsSync(marker)) return
    const left: Of[] = []
    const silent = new Set<string>()
    for (const of of await owing()) {
      try {
        if (silent.has(of.repository) || signal.aborted) left.push(of)
        else await read(of, signal)
      } catch (err) {
        left.push(of)
        if (err instanceof ReeveError && err.code === 'timeout') silent.add(of.repository)
        log.warn({ err, ...of }, 'the backups of a repository could not be looked up after the restore; this is tried again')
      }
    }
    owed = left
    if (left.length === 0) await removeAtomic(marker)
    else await writeAtomic(marker, JSON.stringify(left))
  }

  function rowOf({ id, time, hostname: source }: z.infer<typeof snapshot>, { owner, repository }: Of) {
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

  return {
    round: (signal: AbortSignal) =>
      round(signal).finally(() => {
        isOver = true
      }),
    /** Whether the first round is still under way, and the places that are owed. */
    state: () => ({ adopting: !isOver, unread: [...new Set(owed.map(({ repository }) => repository))] }),
  }
}

/** Those that were used, the installation's own everywhere, and each that lies on this machine. */
async function repositoriesOf(config: Parts['config'], records: VaultRecords): Promise<Of[]> {
  const here = await readdir(config.store).catch(() => [])
  const found = [
    ...records.opened(),
    ...records.repositories().map(({ name }) => ({ owner: 'reeve', repository: name })),
    ...here.map((owner) => ({ owner, repository: localRepository })),
  ]
  const fit = found.flatMap((of) => {
    const { data } = one.safeParse(of)
    return data === undefined ? [] : [data]
  })
  return [...new Map(fit.map((of) => [`${of.repository} ${of.owner}`, of])).values()]
}
