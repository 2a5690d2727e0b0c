import { and, desc, eq, isNull } from 'drizzle-orm'
import { type AddAlertInput, anyProblem, isProblem, licenceDays, mostAlerts, tellsByItself } from '../../contracts/alerts.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import { alertEvents, alerts, services } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { newToken } from '../auth/tokens.ts'
import type { Caller } from '../caller.ts'
import { change } from '../change.ts'
import { metricFits, recipientsFit, scopeOf } from './policy.ts'
import { type AlertRow, byItself, countOf, peopleOf } from './queries.ts'

const testEveryMs = 60_000

/** `secret` signs what the webhook gets; it is shown once. */
export function add(app: App, caller: Caller, input: AddAlertInput): { alert: string; secret: string | null } {
  const alert = newId('w')
  const tenant = input.tenant ?? null
  const service = input.service ?? null
  return change(app, caller, { what: 'alert.add', tenant, object: alert, detail: input.metric }, ['alerts'], (tx, now) => {
    if (service !== null) {
      const row = tx
        .select({ tenant: services.tenant })
        .from(services)
        .where(and(eq(services.id, service), isNull(services.goneWith)))
        .get()
      // A rule about a service belongs to its tenant, or to the installation: never to another tenant.
      if (row === undefined || (tenant !== null && row.tenant !== tenant))
        throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
    }
    metricFits({ tenant, service }, input)
    recipientsFit(input, tenant === null ? new Set() : peopleOf(tx, tenant))
    if (countOf(tx, input.tenant) >= mostAlerts)
      throw new ReeveError('over_limit', `There are ${mostAlerts} alerts already. Remove one that nobody needs.`)
    if (input.metric === licenceDays) tx.delete(alerts).where(byItself(tenant, licenceDays)).run()
    if (isProblem(input.metric) && scopeOf({ tenant, service }) === 'machine') tx.delete(alerts).where(byItself(null, anyProblem)).run()
    const secret = input.webhook === null ? null : newToken()
    const { metric, direction, threshold, holdSeconds, quiet, mail, webhook } = input
    tx.insert(alerts)
      .values({
        id: alert,
        tenant,
        service,
        metric,
        direction,
        threshold,
        holdSeconds,
        quiet,
        mail,
        webhook,
        secret,
        since: now,
        createdAt: now,
      })
      .run()
    return { alert, secret }
  })
}

export function remove(app: App, caller: Caller, alert: string): void {
  const row = rowOf(app, alert)
  if (tellsByItself(row)) throw new ReeveError('conflict', 'This is told in any case. Add a rule about it that says who is told instead.')
  change(app, caller, { what: 'alert.remove', tenant: row.tenant, object: alert, detail: row.metric }, ['alerts'], (tx) =>
    tx.delete(alerts).where(eq(alerts.id, alert)).run(),
  )
}

/** Sends a word to all that the rule names, at once and whatever the hour is; at most one a minute. */
export function test(app: App, caller: Caller, alert: string): { event: number } {
  const row = rowOf(app, alert)
  return change(app, caller, { what: 'alert.test', tenant: row.tenant, object: alert }, ['alerts'], (tx, now) => {
    const last = tx
      .select({ at: alertEvents.at })
      .from(alertEvents)
      .where(and(eq(alertEvents.alert, alert), eq(alertEvents.what, 'test')))
      .orderBy(desc(alertEvents.id))
      .get()
    if (last !== undefined && now - last.at < testEveryMs)
      throw new ReeveError('rate_limited', 'This alert was tested a moment ago. Wait a minute.')
    const { lastInsertRowid } = tx
      .insert(alertEvents)
      .values(eventOf(row, 'test', row.value, now, now))
      .run()
    return { event: Number(lastInsertRowid) }
  })
}

/** A row of the outbox. `due`: when it may go out. */
export const eventOf = (
  rule: Pick<AlertRow, 'id' | 'mail' | 'webhook'>,
  what: 'fired' | 'resolved' | 'test',
  value: number | null,
  at: number,
  due: number,
): typeof alertEvents.$inferInsert => ({
  alert: rule.id,
  at,
  what,
  value,
  mail: rule.mail.length === 0 && !tellsByItself(rule) ? 'none' : 'waiting',
  webhook: rule.webhook === null ? 'none' : 'waiting',
  nextAttempt: due,
})

export function rowOf(app: App, alert: string): AlertRow {
  const row = app.database.queries.select().from(alerts).where(eq(alerts.id, alert)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  return row
}
