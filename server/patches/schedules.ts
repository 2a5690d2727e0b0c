import { desc, eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import type { PatchSchedule, ScheduleView, setScheduleInput } from '../../contracts/patch-schedule.ts'
import { closingAfter, mayPatch, nextOpening } from '../../contracts/window-times.ts'
import type { Queries } from '../../db/client.ts'
import { kinds, patchRuns, patchSchedules } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { system } from '../dispatch/actors.ts'
import type { Outcome } from '../dispatch/outcomes.ts'
import { want } from '../dispatch/want.ts'
import { begin } from './begin.ts'
import { kindCheckOf, openRuns } from './rows.ts'

type ScheduleRow = typeof patchSchedules.$inferSelect

/** The keep has to know it, since runs that open by themselves go out in the backend's own name. */
export function setSchedule(app: App, caller: Caller, { kind, schedule }: z.output<typeof setScheduleInput>): AskedView {
  return change(app, caller, { what: 'patch.schedule', object: kind }, ['patches'], (tx, now) => {
    if (tx.select().from(kinds).where(eq(kinds.kind, kind)).get() === undefined)
      throw new ReeveError('not_found', `There is no kind ${kind}.`)
    const action = want(tx, { name: 'patch.schedule', actor: actorOf(caller, null), now, input: { kind, schedule } })
    const values = { schedule, action, state: 'pending' as const, error: null, setBy: caller.name }
    tx.insert(patchSchedules)
      .values({ kind, ...values })
      .onConflictDoUpdate({ target: patchSchedules.kind, set: values })
      .run()
    return { action }
  })
}

const update = (tx: Queries, action: string, values: Partial<ScheduleRow>): void =>
  void tx.update(patchSchedules).set(values).where(eq(patchSchedules.action, action)).run()

/** Of the last word alone: an earlier one has no row any more. */
export const patchScheduled: Outcome = {
  topics: ['patches'],
  done: (tx, { id }) => update(tx, id, { state: 'active' }),
  failed: (tx, { id }, { code, message }) => update(tx, id, { state: 'failed', error: { code, message } }),
}

export function schedulesOf(tx: Queries, now: number): ScheduleView[] {
  const rows = new Map(
    tx
      .select()
      .from(patchSchedules)
      .all()
      .map((row) => [row.kind, row]),
  )
  return tx
    .select()
    .from(kinds)
    .orderBy(kinds.kind)
    .all()
    .map(({ kind, descriptor: { title } }) => {
      const row = rows.get(kind)
      const off = row === undefined || (row.schedule === null && row.state === 'active')
      return {
        ...{ kind, title },
        schedule: row?.schedule ?? null,
        state: off ? 'off' : row.state,
        error: row?.error ?? null,
        setBy: row?.setBy ?? null,
        nextAt: row?.schedule == null ? null : nextOpening(row.schedule.windows, now),
        openedAt: row?.openedAt ?? null,
      }
    })
}

/** Opens the runs that are due. Each window opens one: what failed in it is not tried again before the next. */
export function openDue(app: App): void {
  const now = app.now()
  const tx = app.database.queries
  const due = tx
    .select()
    .from(patchSchedules)
    .where(eq(patchSchedules.state, 'active'))
    .all()
    .filter((row) => isDue(tx, row, now))
  if (due.length === 0) return
  app.database.transact((inside) => {
    for (const { kind, schedule } of due) if (schedule !== null) open(inside, kind, schedule, now)
  })
  app.dispatcher.nudge()
  app.live.publish('patches', null)
}

function isDue(tx: Queries, { kind, schedule, openedAt }: ScheduleRow, now: number): boolean {
  if (schedule === null || !mayPatch(schedule.windows, now) || openRuns(tx, kind).length > 0) return false
  const check = kindCheckOf(tx, kind)
  const waiting = schedule.updates === 'security' ? check?.found?.security : check?.found?.updates
  if (check === undefined || (waiting ?? 0) === 0) return false
  // What a run has changed is only known when somebody looked after it.
  const last = tx.select().from(patchRuns).where(eq(patchRuns.kind, kind)).orderBy(desc(patchRuns.createdAt)).limit(1).get()
  if (last !== undefined && check.at <= (last.endedAt ?? now)) return false
  return openedAt === null || closingAfter(schedule.windows, openedAt, now) !== null || now - openedAt > longestWindowMs
}

/** Windows that follow each other without a gap open one run a day. */
const longestWindowMs = 24 * 3_600_000

function open(tx: Queries, kind: string, { updates: _, windows, ...options }: PatchSchedule, now: number): void {
  const kept = { ...options, firstTenants: [], when: 'window' as const, windows }
  begin(tx, { id: newId('y'), kind, options: kept, actor: system, startedBy: 'the schedule', now })
  tx.update(patchSchedules).set({ openedAt: now }).where(eq(patchSchedules.kind, kind)).run()
}
