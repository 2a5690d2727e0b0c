import { randomUUID } from 'node:crypto'
import { and, eq, inArray, lte } from 'drizzle-orm'
import type { Logger } from 'pino'
import type { ActionInput, ActionName } from '../../contracts/actions.ts'
import { type Actor, parseInput } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { actionAtRest } from '../../contracts/states.ts'
import type { Database } from '../../db/client.ts'
import { actions } from '../../db/schema/index.ts'
import type { Live } from '../live/bus.ts'
import type { Answer, Door, Progress } from './door.ts'
import { type ActionRow, actionOf, type Signer } from './envelope.ts'
import { ready } from './order.ts'
import type { Outcomes } from './outcomes.ts'
import { drop, settle } from './settle.ts'
import { makeSlots } from './slots.ts'
import { actionLifeMs } from './want.ts'

/** Sends what is wanted to the door and writes down what came of it. First run, retry and recovery after a crash are one path. */
export interface Dispatcher {
  /** Looks for work now: after every commit that wants an action, and by its own timer. */
  nudge(): void
  /** A question that changes nothing (files.list ...): sent at once, with no row. */
  ask<N extends ActionName>(name: N, input: ActionInput<N>, actor: Actor): Promise<Record<string, unknown>>
  /** Resolves when the action is at rest. Throws ReeveError `timeout` when that takes longer than `patienceMs`. */
  ended(action: string, patienceMs: number): Promise<ActionRow>
  /** The last step that the agent told of an action under way. */
  progressOf(action: string): Progress | undefined
  outcomes: Outcomes
  stop(): void
}

export interface DispatcherParts {
  database: Database
  door: Door
  signer: Signer
  live: Live
  log: Logger
  outcomes: Outcomes
  now: () => number
  /** Where tests stop the process. */
  point?: (when: 'before send' | 'after answer') => void
}

const mostQuestionsOfTenant = 12
const longestPauseMs = 30_000
const backoffMs = (attempts: number): number => Math.min(longestPauseMs, 200 * 2 ** Math.min(attempts, 10))

export function makeDispatcher(parts: DispatcherParts): Dispatcher {
  const { database, door, signer, live, log, outcomes, now, point = () => undefined } = parts
  const { queries } = database
  const flying = new Set<string>()
  const slots = makeSlots()
  const questions = new Map<string, number>()
  /** When to try again what the database itself refused, by action. */
  const pauses = new Map<string, number>()
  const progress = new Map<string, Progress>()
  const waiting = new Map<string, Set<() => void>>()
  let timer: NodeJS.Timeout | undefined
  let soon = false
  let stopped = false

  function nudge(): void {
    if (soon || stopped) return
    soon = true
    setImmediate(() => {
      soon = false
      if (stopped) return
      try {
        tick()
      } catch (error) {
        log.error({ err: error }, 'dispatch failed; trying again')
        wakeIn(1000)
      }
    })
  }

  function tick(): void {
    dropExpired()
    // Inputs may be large, and there may be many: each is read when its turn comes.
    const { id, name, tenant, object, sequence, nextAttempt } = actions
    const open = queries
      .select({ id, name, tenant, object, sequence, nextAttempt })
      .from(actions)
      .where(inArray(actions.state, ['pending', 'running']))
      .all()
    const at = now()
    let next = at + longestPauseMs
    for (const queued of ready(open)) {
      if (flying.has(queued.id)) continue
      const due = Math.max(queued.nextAttempt, pauses.get(queued.id) ?? 0)
      if (due > at) next = Math.min(next, due)
      else if (slots.take(queued)) void fly(queued)
    }
    wakeIn(Math.max(5, next - at))
  }

  function wakeIn(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(nudge, ms).unref()
  }

  function dropExpired(): void {
    const at = now()
    const late = queries
      .select({ id: actions.id })
      .from(actions)
      .where(and(eq(actions.state, 'awaiting_approval'), lte(actions.expiresAt, at)))
      .all()
    for (const { id } of late) {
      const row = rowOf(id)
      // One that cannot be dropped keeps no other from going out.
      try {
        database.transact((tx) => drop(tx, outcomes, row, 'expired', at))
        announce(row)
      } catch (error) {
        log.error({ err: error, action: id }, 'an action whose time is over could not be dropped')
      }
    }
  }

  function rowOf(id: string): ActionRow {
    const row = queries.select().from(actions).where(eq(actions.id, id)).get()
    if (row === undefined) throw new Error(`the action ${id} is gone`)
    return row
  }

  async function fly(queued: Pick<ActionRow, 'id' | 'name' | 'tenant'>): Promise<void> {
    const { id, tenant } = queued
    flying.add(id)
    pauses.delete(id)
    let attempts = 1
    try {
      const row = rowOf(id)
      attempts = row.attempts + 1
      database.transact((tx) => tx.update(actions).set({ state: 'running', attempts }).where(eq(actions.id, id)).run())
      live.publish('actions', tenant, id)
      const answer = await deliver(row)
      if ('error' in answer && answer.error.retry) postpone(id, attempts)
      else {
        settle(database, outcomes, { id, answer, progress: progress.get(id), now: now() })
        if ('error' in answer) log.warn({ action: id, name: row.name, error: answer.error }, 'action failed')
      }
    } catch (error) {
      log.error({ err: error, action: id }, 'an answer could not be written down')
      pauses.set(id, now() + backoffMs(attempts))
    } finally {
      flying.delete(id)
      slots.free(queued)
      progress.delete(id)
      announce(queued)
      nudge()
    }
  }

  /** A door that does not answer decides nothing: the same id goes out again later. */
  async function deliver(row: ActionRow): Promise<Answer> {
    point('before send')
    const answer = await door
      .send(signer(actionOf(row), row.approval), (step) => {
        progress.set(row.id, step)
        live.publish('actions', row.tenant, row.id)
      })
      .catch((error: unknown): Answer => {
        log.warn({ err: error, action: row.id }, 'the door did not answer')
        return { error: { code: 'unavailable', message: 'The keep does not answer.', retry: true, refused: false } }
      })
    point('after answer')
    return answer
  }

  function postpone(id: string, attempts: number): void {
    const nextAttempt = now() + backoffMs(attempts)
    database.transact((tx) => tx.update(actions).set({ state: 'pending', nextAttempt }).where(eq(actions.id, id)).run())
  }

  function announce({ id, name, tenant }: Pick<ActionRow, 'id' | 'name' | 'tenant'>): void {
    live.publish('actions', tenant, id)
    for (const topic of outcomes[name]?.topics ?? []) live.publish(topic, tenant)
    for (const tell of waiting.get(id) ?? []) tell()
  }

  const atRest = (id: string): ActionRow | undefined => {
    const row = queries.select().from(actions).where(eq(actions.id, id)).get()
    return row !== undefined && actionAtRest(row.state) ? row : undefined
  }

  return {
    nudge,
    outcomes,
    progressOf: (action) => progress.get(action),
    async ask(name, input, actor) {
      const tenant = 'tenant' in input && typeof input.tenant === 'string' ? input.tenant : ''
      const before = questions.get(tenant) ?? 0
      if (before >= mostQuestionsOfTenant)
        throw new ReeveError('rate_limited', 'Too much is being read of this tenant at once. Wait until it is there.')
      questions.set(tenant, before + 1)
      try {
        const issuedAt = now()
        const action = { id: randomUUID(), name, actor, issuedAt, expiresAt: issuedAt + actionLifeMs, input: parseInput(name, input) }
        const answer = await door.send(signer(action as Parameters<Signer>[0], null), () => undefined)
        if ('result' in answer) return answer.result
        throw new ReeveError(answer.error.code, answer.error.message)
      } finally {
        const left = (questions.get(tenant) ?? 1) - 1
        if (left === 0) questions.delete(tenant)
        else questions.set(tenant, left)
      }
    },
    ended(action, patienceMs) {
      return new Promise((resolve, reject) => {
        const tellers = waiting.get(action) ?? new Set()
        waiting.set(action, tellers)
        const finish = (): void => {
          clearTimeout(patience)
          tellers.delete(tell)
          if (tellers.size === 0) waiting.delete(action)
        }
        const tell = (): void => {
          const row = atRest(action)
          if (row === undefined) return
          finish()
          resolve(row)
        }
        const patience = setTimeout(() => {
          finish()
          reject(new ReeveError('timeout', 'This takes longer than usual. It goes on; look at the actions for its end.'))
        }, patienceMs)
        tellers.add(tell)
        tell()
      })
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
