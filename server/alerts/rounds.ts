import { eq, inArray, lt } from 'drizzle-orm'
import type { Judgement } from '../../contracts/alerts.ts'
import { metric } from '../../contracts/statistics.ts'
import { alertEvents, alerts } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { warnOfLicences } from './licences.ts'
import { sendDue } from './outbox.ts'
import { objectOf } from './policy.ts'
import { tellProblems } from './problems.ts'
import type { AlertRow } from './queries.ts'
import { quietUntil } from './quiet.ts'
import { eventOf } from './service.ts'

const everyMs = 20_000
const licencesEveryMs = 3_600_000
const keepMs = 90 * 86_400_000

/**
 * Again and again: asks the keep which conditions hold, writes down what changed together with what is to be told of it, and sends what is due.
 * The keep away: nothing changes, and nobody is told that all is well: what is wrong by
 * the backend's own tables is told all the same. Killed: what was written down is sent after the start, so that something
 * may be told twice but nothing is forgotten.
 */
export function keepAlerts(app: App): { stop: () => void } {
  const busy = new Set<string>()
  const seen = new Map<string, number>()
  let over = false
  let warned = 0
  let timer: NodeJS.Timeout
  const turn = async () => {
    try {
      await judgeAll(app)
    } catch (error) {
      app.log.warn({ err: error }, 'alerts could not be judged')
    }
    try {
      tellProblems(app, seen)
    } catch (error) {
      app.log.error({ err: error }, 'problems could not be looked at')
    }
    try {
      if (app.now() - warned >= licencesEveryMs) {
        warned = app.now()
        await warnOfLicences(app)
      }
    } catch (error) {
      app.log.error({ err: error }, 'the ends of licences could not be looked at')
    }
    // Not waited for: whoever takes long to be told keeps nothing from being judged.
    sendDue(app, busy).catch((error: unknown) => app.log.error({ err: error }, 'alerts could not be sent'))
    if (!over) timer = setTimeout(turn, everyMs).unref()
  }
  timer = setTimeout(turn, everyMs).unref()
  return {
    stop() {
      over = true
      clearTimeout(timer)
    },
  }
}

/** One look at all rules. */
export async function judgeAll(app: App): Promise<void> {
  const measured = inArray(alerts.metric, metric.options)
  const rules = app.database.queries.select().from(alerts).where(measured).all()
  if (rules.length === 0) return forget(app)
  const conditions = rules.map((rule) => ({
    alert: rule.id,
    object: objectOf(rule),
    metric: metric.parse(rule.metric),
    direction: rule.direction,
    threshold: rule.threshold,
    holdSeconds: rule.holdSeconds,
  }))
  const found = new Map((await app.door.judge(conditions)).map((judgement) => [judgement.alert, judgement]))
  const changed = new Set<string | null>()
  app.database.transact((tx) => {
    // As they are now: somebody may have changed them while the keep was thinking.
    for (const rule of tx.select().from(alerts).where(measured).all()) {
      const judgement = found.get(rule.id)
      if (judgement === undefined) continue
      const next = nextState(rule.state, judgement)
      if (next === rule.state) {
        if (rule.value !== judgement.value) tx.update(alerts).set({ value: judgement.value }).where(eq(alerts.id, rule.id)).run()
        continue
      }
      changed.add(rule.tenant)
      turnTo(tx, rule, next, judgement.value, app.now())
    }
  })
  forget(app)
  for (const tenant of changed) app.live.publish('alerts', tenant)
}

const forget = (app: App): void =>
  app.database.transact((tx) => {
    tx.delete(alertEvents)
      .where(lt(alertEvents.at, app.now() - keepMs))
      .run()
  })

/** It fires when it held all the time; it is over when the newest value is within bounds again, or nothing is measured any more. */
export const nextState = (state: AlertRow['state'], { holds, over }: Pick<Judgement, 'holds' | 'over'>): AlertRow['state'] =>
  state === 'firing' ? (over ? 'firing' : 'ok') : holds ? 'firing' : 'ok'

function turnTo(
  tx: Parameters<Parameters<App['database']['transact']>[0]>[0],
  rule: AlertRow,
  state: AlertRow['state'],
  value: number | null,
  now: number,
): void {
  tx.update(alerts).set({ state, since: now, value }).where(eq(alerts.id, rule.id)).run()
  const due = quietUntil(rule.quiet, now) ?? now
  tx.insert(alertEvents)
    .values(eventOf(rule, state === 'firing' ? 'fired' : 'resolved', value, now, due))
    .run()
}
