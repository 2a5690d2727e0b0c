import * as z from 'zod'
import { actionSpec } from '../../contracts/actions.ts'
import type { Action } from '../../contracts/envelope.ts'
import { action as actionSchema } from '../../contracts/envelope.ts'
import { errorLine, resultLine } from '../../contracts/progress.ts'
import type { Answer } from '../core/answers.ts'
import type { Db } from '../core/database.ts'
import type { Counted, Records } from './records.ts'

type State = 'accepted' | 'done' | 'failed' | 'refused'
const answerSchema = z.union([resultLine, errorLine])
const stored = z.string().transform((text) => answerSchema.parse(JSON.parse(text)))
/** In the column `destructive`; 0 is not counted. */
const sorts: Record<Counted, number> = { destructive: 1, replaces: 2 }
const hour = 3_600_000
/** Whole files that were read would fill the disk of the keep; who asks again reads again. */
const longestReadAnswer = 4096
const keptFor = 30 * 24 * hour

/** What the door has taken on, on disk before an agent hears of it. */
export interface Journal {
  find(id: string): { digest: string; answer: Answer | null } | undefined
  /** Inside the accepting transaction. */
  accept(action: Action, digest: string, now: number): void
  /** A refusal that stays: the same id gets it again. */
  refuse(action: Action, digest: string, answer: Answer, now: number): void
  /**
   * Inside the transaction of its effects. Of the action itself only the digest stays: contents and keys are not for keeping. A read with a long
   * answer leaves nothing.
   */
  finish(id: string, answer: Answer, now: number): void
  /** Accepted and not answered, oldest first. */
  unfinished(): Action[]
  countSince: Records['countSince']
  /** Forgets answers that nobody can ask for: the ids have expired long before. */
  prune(now: number): void
}

export function createJournal(db: Db): Journal {
  const find = db.prepare<[string], { digest: string; answer: string | null }>('SELECT digest, answer FROM actions WHERE id = ?')
  const insert = db.prepare(
    `INSERT INTO actions (id, digest, action, state, tenant, destructive, reads, at, ended_at, answer)
     VALUES (@id, @digest, @action, @state, @tenant, @destructive, @reads, @at, @endedAt, @answer)`,
  )
  const finish = db.prepare("UPDATE actions SET state = ?, ended_at = ?, answer = ?, action = '{}' WHERE id = ?")
  const forget = db.prepare('DELETE FROM actions WHERE id = ? AND reads = 1')
  const unfinished = db.prepare<[], string>('SELECT action FROM actions WHERE ended_at IS NULL ORDER BY sequence').pluck()
  const accepted = "SELECT count(*) FROM actions WHERE destructive = ? AND at > ? AND destructive > 0 AND state <> 'refused'"
  const count = db.prepare<[number, number], number>(accepted).pluck()
  const countOf = db.prepare<[number, number, string | null], number>(`${accepted} AND tenant IS ?`).pluck()
  const write = (action: Action, digest: string, state: State, answer: Answer | null, now: number) => {
    const spec = actionSpec(action.name)
    insert.run({
      id: action.id,
      digest,
      // A refused one is never sent, so its words need no room.
      action: state === 'refused' ? '{}' : JSON.stringify(action),
      state,
      tenant: typeof action.input.tenant === 'string' ? action.input.tenant : null,
      destructive: spec.destructive ? sorts.destructive : spec.replaces ? sorts.replaces : 0,
      reads: spec.reads ? 1 : 0,
      at: now,
      endedAt: answer === null ? null : now,
      answer: answer === null ? null : JSON.stringify(answer),
    })
  }

  return {
    find(id) {
      const row = find.get(id)
      return row && { digest: row.digest, answer: row.answer === null ? null : stored.parse(row.answer) }
    },
    accept: (action, digest, now) => write(action, digest, 'accepted', null, now),
    refuse: (action, digest, answer, now) => write(action, digest, 'refused', answer, now),
    finish: (id, answer, now) => {
      const text = JSON.stringify(answer)
      if (text.length > longestReadAnswer && forget.run(id).changes > 0) return
      finish.run('error' in answer ? 'failed' : 'done', now, text, id)
    },
    unfinished: () => unfinished.all().map((text) => actionSchema.parse(JSON.parse(text))),
    countSince: (sort, since, tenant) =>
      (tenant === undefined ? count.get(sorts[sort], since) : countOf.get(sorts[sort], since, tenant)) ?? 0,
    prune: (now) => {
      db.prepare('DELETE FROM actions WHERE ended_at < ?').run(now - keptFor)
      // What was read (lists, whole files) is the customer's and of no use after the answer.
      db.prepare("DELETE FROM actions WHERE ended_at < ? AND (reads = 1 OR state = 'refused')").run(now - hour)
    },
  }
}
