import { createHash } from 'node:crypto'
import * as z from 'zod'
import { actionSpec } from '../../contracts/actions.ts'
import { canonicalJson } from '../../contracts/canonical.ts'
import type { Action } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { errorLine, resultLine } from '../../contracts/progress.ts'
import type { Answer } from './answers.ts'
import { type Db, type Migration, openDatabase } from './database.ts'

/** Tables of an agent's journal; an agent with tables of its own appends its migrations. */
export const journalMigrations: readonly Migration[] = [
  {
    name: '0001_journal',
    sql: `
      CREATE TABLE actions (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        ended_at INTEGER,
        answer TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX actions_ended_at ON actions (ended_at);
      CREATE TABLE generations (object TEXT PRIMARY KEY, generation INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
]

/** An agent's memory of actions: on disk before anything is done, so that a restart knows what may be half done. */
export interface Journal {
  /**
   * The stored answer; else notes that the action begins. `again`: it began before and may have done anything up to its end. Throws
   * `stale_generation`, `replay_mismatch`.
   */
  begin(action: Action): { answer: Answer } | { again: boolean }
  finish(action: Action, answer: Answer): void
  close(): void
}

const answerSchema = z.union([resultLine, errorLine])
/** The door refuses actions long before this age, so no answer is asked for again. */
const keptFor = 30 * 24 * 3600 * 1000

/**
 * What the generation of an action counts for: `tenant:t...`, `service:s...`, `routes:t...`. Undefined for actions without one.
 * Apply and delete of one object share the count, so an old apply cannot bring a deleted object back.
 */
export function generationOf(action: Action): { object: string; generation: number } | undefined {
  const { generation, service, tenant } = action.input
  if (actionSpec(action.name).beside) return undefined
  const named = [service, tenant, action.input.set].find((each) => typeof each === 'string')
  const id = ofInstallation.includes(action.name) ? 'installation' : named
  if (typeof generation !== 'number' || typeof id !== 'string') return undefined
  return { object: `${action.name.split('.')[0]}:${id}`, generation }
}

/** Wishes that there is one of. */
const ofInstallation: readonly string[] = ['firewall.apply', 'host.firewall']

export const digestOf = (action: Action): string => createHash('sha256').update(canonicalJson(action)).digest('hex')

export function createJournal(db: Db): Journal {
  db.prepare('DELETE FROM actions WHERE ended_at < ?').run(Date.now() - keptFor)
  const find = db.prepare<[string], { digest: string; answer: string | null }>('SELECT digest, answer FROM actions WHERE id = ?')
  const start = db.prepare('INSERT INTO actions (id, name, digest, started_at) VALUES (?, ?, ?, ?)')
  const end = db.prepare('UPDATE actions SET ended_at = ?, answer = ? WHERE id = ?')
  const findGeneration = db.prepare<[string], { generation: number }>('SELECT generation FROM generations WHERE object = ?')
  const setGeneration = db.prepare(
    'INSERT INTO generations (object, generation) VALUES (?, ?) ON CONFLICT (object) DO UPDATE SET generation = excluded.generation',
  )
  const begin = db.transaction((action: Action): { answer: Answer } | { again: boolean } => {
    const digest = digestOf(action)
    const known = find.get(action.id)
    if (known !== undefined && known.digest !== digest) {
      throw new ReeveError('replay_mismatch', 'Another action has this id already. Send it with a new id.')
    }
    if (known?.answer != null) return { answer: answerSchema.parse(JSON.parse(known.answer)) }
    const counted = generationOf(action)
    if (counted !== undefined) {
      const last = findGeneration.get(counted.object)?.generation ?? 0
      if (counted.generation < last) {
        throw new ReeveError('stale_generation', 'A newer wish for this object was carried out already. Look at it again.')
      }
      setGeneration.run(counted.object, counted.generation)
    }
    if (known === undefined) start.run(action.id, action.name, digest, Date.now())
    return { again: known !== undefined }
  })
  return {
    begin: (action) => begin.immediate(action),
    finish: (action, answer) => {
      end.run(Date.now(), JSON.stringify(answer), action.id)
    },
    close: () => {
      db.close()
    },
  }
}

/** The journal in its own file (agents without tables of their own). */
export const openJournal = (path: string): Journal => createJournal(openDatabase(path, journalMigrations))
