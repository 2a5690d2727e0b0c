import type * as z from 'zod'
import type { BackupOwner, BackupRow } from '../../../contracts/backups.ts'
import type { vaultVerify, verifyDone } from '../../../contracts/vault.ts'
import type { Log } from '../../core/log.ts'
import { damagedOf, lostOf } from './damage.ts'
import type { JobContext } from './jobs.ts'
import { damagedIn, saysDamaged } from './output.ts'
import type { VaultRecords } from './records.ts'
import type { Way } from './repositories.ts'
import { explained, type RunOptions, restic } from './restic.ts'

export type Limits = Pick<RunOptions, 'signal' | 'timeoutMs'>
export interface Reaching {
  records: VaultRecords
  now(): number
  log: Log
  /** Without a time limit, what hangs is cancelled by people. */
  ready(of: { owner: BackupOwner; repository: string }, limits?: Limits): Promise<Way>
  careful<T>(found: Way, work: () => Promise<T>): Promise<T>
}
type Of = { owner: BackupOwner; repository: string }
type Signal = Pick<JobContext, 'signal'>

const goneText = 'It is not in its repository any more, and nobody here removed it. Look who else can reach that place.'
const many = (count: number, of: string) => `${count} ${count === 1 ? 'backup' : 'backups'} ${of}`

/** Whether what was written is still there, and whole: told of each backup for itself. */
export function createVerify({ records, now, log, ready, careful }: Reaching) {
  const rowsOf = ({ owner, repository }: Of): BackupRow[] =>
    records.backups().filter((row) => row.owner === owner && row.repository === repository)
  const isWrong = ({ verified }: BackupRow): boolean => verified?.ok === false

  async function check(found: Way, full: boolean, { signal }: Signal) {
    const argv = full ? ['check', '--read-data'] : ['check', '--with-cache']
    const { status, stdout, stderr } = await careful(found, () => restic(found, argv, { signal }))
    if (status !== 0 && !saysDamaged(stderr)) throw await explained(found, 'check', { status, stdout, stderr })
    if (status === 0) return { ok: true, text: full ? 'Every byte was read and fits.' : 'Complete.', damaged: [] }
    log.error({ repository: found.repository, status, stderr: stderr.slice(-4000) }, 'a repository does not verify')
    return {
      ok: false,
      text: 'The repository is damaged: this backup needs what is damaged in it.',
      damaged: damagedIn(`${stdout}\n${stderr}`),
    }
  }

  /** Marks those that are not in the repository any more. */
  async function noteLost(found: Way, of: Of, context: Signal): Promise<BackupRow[]> {
    const lost = await lostOf(found, rowsOf(of), context)
    for (const { owner, id } of lost) records.noteVerified(owner, id, { at: now(), ok: false, text: goneText })
    if (lost.length > 0) log.error({ repository: found.repository, lost: lost.map(({ id }) => id) }, 'backups are gone from a repository')
    return lost
  }

  /** What is wrong with the backups of a source, in words; null when nothing is. */
  async function look(found: Way, of: Of & { source: string }, context: Signal): Promise<string | null> {
    await noteLost(found, of, context)
    const wrong = rowsOf(of).filter((row) => row.source === of.source && isWrong(row))
    return wrong.length === 0 ? null : `${many(wrong.length, 'of this service')} cannot be restored. Look at the list, and verify all.`
  }

  async function verify(asked: z.infer<typeof vaultVerify>, { report, signal }: JobContext): Promise<z.infer<typeof verifyDone>> {
    const found = await ready(asked)
    report(1, 2, asked.full ? 'Reading every byte of the repository' : 'Checking the repository')
    const seen = await check(found, asked.full, { signal })
    report(2, 2, 'Looking at each backup')
    const lost = await noteLost(found, asked, { signal })
    const there = rowsOf(asked).filter(({ id }) => !lost.some((row) => row.id === id))
    const hurt = seen.ok ? [] : await damagedOf(found, seen.damaged, there, { signal })
    const at = now()
    for (const row of there) {
      const wrong = hurt.includes(row)
      // What only its structure was looked at of stays as it was called before.
      if (wrong || asked.full)
        records.noteVerified(row.owner, row.id, wrong ? { at, ok: false, text: seen.text } : { at, ok: true, text: good })
    }
    const text = seen.ok ? seen.text : `The repository is damaged: ${many(hurt.length, `of ${there.length} cannot be restored`)}.`
    const verdict = {
      ok: seen.ok && lost.length === 0,
      text: lost.length === 0 ? text : `${text} ${many(lost.length, 'are gone from it')}.`,
    }
    if (asked.full) records.noteChecked(asked.repository, { at, ...verdict })
    const sources = [
      ...new Set(
        rowsOf(asked)
          .filter(isWrong)
          .map(({ source }) => source),
      ),
    ]
    return { ...verdict, damaged: seen.damaged, lost: lost.map(({ id }) => id), sources }
  }

  return { check, verify, look }
}

const good = 'Every byte that it needs was read and fits.'
