import { eq } from 'drizzle-orm'
import type { ControlView } from '../../contracts/backup-api.ts'
import { type BackupPolicy, type BackupRow, defaultPolicy, mostPinnedDays } from '../../contracts/backups.ts'
import type { AskedView } from '../../contracts/detail.ts'
import type { Actor } from '../../contracts/envelope.ts'
import type { AttentionView } from '../../contracts/views.ts'
import type { Queries } from '../../db/client.ts'
import { controlBackups } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { system } from '../dispatch/actors.ts'
import type { Outcome } from '../dispatch/outcomes.ts'
import { want } from '../dispatch/want.ts'
import { usableRepository } from './repositories.ts'
import { nextRun } from './schedule.ts'

const hourMs = 3_600_000
/** An installation whose last backup is older than that is told of on the first page. */
export const lateAfterMs = 48 * hourMs
const id = 'control'
type Turn = typeof controlBackups.$inferSelect

const turnOf = (tx: Queries): Turn | undefined => tx.select().from(controlBackups).where(eq(controlBackups.id, id)).get()
const policyOf = (turn: Turn | undefined): BackupPolicy => turn?.policy ?? { ...defaultPolicy, at: '02:00' }

function setTurn(tx: Queries, now: number, part: Partial<Omit<Turn, 'id' | 'since'>>): void {
  tx.insert(controlBackups)
    .values({ id, since: now, ...part })
    .onConflictDoUpdate({ target: controlBackups.id, set: part })
    .run()
}

function wantControl(tx: Queries, actor: Actor, now: number): string {
  const { repository, keep } = policyOf(turnOf(tx))
  return want(tx, { name: 'backup.control', actor, now, input: { repository, keep, days: Math.min(keep.daily, mostPinnedDays) } })
}

const isLate = (turn: Turn | undefined, now: number): boolean => turn !== undefined && now - (turn.lastAt ?? turn.since) > lateAfterMs

/** `backups`: all that the vault has, of whatever. */
export function controlView(app: App, backups: readonly BackupRow[]): ControlView {
  const turn = turnOf(app.database.queries)
  const policy = policyOf(turn)
  return {
    ...{ policy, backups: backups.filter(({ owner }) => owner === 'reeve'), late: isLate(turn, app.now()) },
    nextAt: policy.on ? (turn?.nextAt ?? null) : null,
    lastAt: turn?.lastAt ?? null,
    error: turn?.error ?? null,
  }
}

export const runControl = (app: App, caller: Caller): AskedView =>
  change(app, caller, { what: 'backup.control' }, ['backups'], (tx, now) => ({ action: wantControl(tx, actorOf(caller, null), now) }))

export async function setControlPolicy(app: App, caller: Caller, policy: BackupPolicy): Promise<void> {
  await usableRepository(app, policy, policyOf(turnOf(app.database.queries)))
  change(app, caller, { what: 'backup.control_policy' }, ['backups'], (tx, now) =>
    setTurn(tx, now, { policy, nextAt: nextRun(policy, id, now) }),
  )
}

/** Wants the backup of the installation when it is due. */
export function backUpControlDue(app: App): void {
  const now = app.now()
  const turn = turnOf(app.database.queries)
  if (turn?.nextAt != null && turn.nextAt > now) return
  const policy = policyOf(turn)
  app.database.transact((tx) => {
    // The first one comes at its time.
    if (turn?.nextAt != null && policy.on) wantControl(tx, system, now)
    setTurn(tx, now, { nextAt: nextRun(policy, id, now) })
  })
  app.dispatcher.nudge()
}

export const backupControl: Outcome = {
  topics: ['backups'],
  done: (tx, _action, _result, now) => setTurn(tx, now, { lastAt: now, error: null }),
  failed(tx, _action, { code, message }, now) {
    setTurn(tx, now, { error: { code, message }, nextAt: now + hourMs })
  },
}

/** What is wrong with it. `news`: the same without what anybody else said. Null: all is well. */
export function controlLack(app: App): { tone: AttentionView['tone']; text: string; news: string } | null {
  const turn = turnOf(app.database.queries)
  const late = isLate(turn, app.now())
  if (!late && turn?.error == null) return null
  const news = !late
    ? 'The last backup of the installation itself failed. It is tried again every hour.'
    : turn?.lastAt == null
      ? 'There is no backup of the installation itself: a lost machine cannot be brought back.'
      : 'The last backup of the installation itself is older than two days.'
  return { tone: late ? 'bad' : 'warn', news, text: turn?.error == null ? news : `${news} ${turn.error.message}` }
}
