import { and, eq, isNull } from 'drizzle-orm'
import { licenceDays } from '../../contracts/alerts.ts'
import { newId } from '../../contracts/ids.ts'
import { daysLeft, type LicenceRecords } from '../../contracts/licence.ts'
import type { Queries } from '../../db/client.ts'
import { alertEvents, alerts, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { copyLicences, lastLicences } from '../licences/copy.ts'
import type { AlertRow } from './queries.ts'
import { quietUntil } from './quiet.ts'
import { eventOf } from './service.ts'

/** Days before the last one at which it is told, and once after it. */
export const licenceSteps = [-1, 1, 7, 14, 30] as const
const firstStep = 30
/** What ended so long ago is known. */
const forgottenAfter = 30

interface Ending {
  id: string
  title: string
  ends: string
  /** 0 on the last day. */
  days: number
  /** Whose services have it. */
  tenants: ReadonlySet<string>
}

/**
 * Tells of licences that end, each step once for each rule: what was told is in the events of the rule, so a start anew tells nothing twice. Where
 * nobody made a rule about licences there is one by itself, which tells the administrators, and a tenant's owners of what their services have.
 * Of several steps that passed meanwhile only the last one is told. The keep away: what it said last counts.
 */
export async function warnOfLicences(app: App): Promise<void> {
  try {
    await copyLicences(app)
  } catch (error) {
    app.log.warn({ err: error }, 'the licences could not be asked for')
  }
  const records = lastLicences(app)
  if (records === undefined) return
  const now = app.now()
  const endings = endingsOf(records, now)
  const told = new Set<string | null>()
  app.database.transact((tx) => {
    const known = new Set(
      tx
        .select({ id: tenants.id })
        .from(tenants)
        .all()
        .map(({ id }) => id),
    )
    const concerned = [...new Set(endings.flatMap((ending) => [...ending.tenants]))].filter((tenant) => known.has(tenant))
    for (const tenant of [null, ...concerned]) {
      const due = endings.filter(
        (ending) => (tenant === null || ending.tenants.has(tenant)) && stepOf(ending.days, firstStep) !== undefined,
      )
      if (due.length > 0) ensureRule(tx, tenant, now)
    }
    for (const rule of tx.select().from(alerts).where(eq(alerts.metric, licenceDays)).all()) {
      const { tenant } = rule
      if (judge(tx, rule, tenant === null ? endings : endings.filter((ending) => ending.tenants.has(tenant)), now)) told.add(tenant)
    }
  })
  for (const tenant of told) app.live.publish('alerts', tenant)
}

function endingsOf({ own: { terms }, pool, seats }: LicenceRecords, now: number): Ending[] {
  const own = { id: 'own', title: 'of this installation', expires: terms.expires, tenants: new Set<string>() }
  const others = pool.map(({ id, title, expires }) => ({
    ...{ id, title, expires },
    tenants: new Set(seats.filter(({ licence }) => licence === id).map(({ tenant }) => tenant)),
  }))
  return [own, ...others].flatMap(({ expires, ...rest }) =>
    expires === null ? [] : [{ ...rest, ends: expires, days: daysLeft(expires, now) - 1 }],
  )
}

/** The step that counts on a day; undefined: it is too early, or long past. */
export const stepOf = (days: number, from: number): number | undefined =>
  days > from || days < -forgottenAfter ? undefined : licenceSteps.find((step) => days <= step)

function ensureRule(tx: Queries, tenant: string | null, now: number): void {
  const of = tenant === null ? isNull(alerts.tenant) : eq(alerts.tenant, tenant)
  if (
    tx
      .select({ id: alerts.id })
      .from(alerts)
      .where(and(of, eq(alerts.metric, licenceDays)))
      .get() !== undefined
  )
    return
  tx.insert(alerts)
    .values({
      ...{ id: newId('w'), tenant, service: null, metric: licenceDays, direction: 'below', threshold: firstStep, holdSeconds: 60 },
      ...{ quiet: null, mail: [], webhook: null, secret: null, since: now, createdAt: now },
    })
    .run()
}

/** Whether anything changed. */
function judge(tx: Queries, rule: AlertRow, endings: Ending[], now: number): boolean {
  const next = endings.toSorted((one, other) => one.days - other.days)[0]?.days ?? null
  const state = next !== null && next <= rule.threshold ? 'firing' : 'ok'
  const before = tx.select({ licence: alertEvents.licence }).from(alertEvents).where(eq(alertEvents.alert, rule.id)).all()
  const isTold = ({ id, ends }: Ending, step: number) =>
    before.some(({ licence }) => licence?.id === id && licence.ends === ends && licence.step === step)
  const due = quietUntil(rule.quiet, now) ?? now
  let changed = state !== rule.state || next !== rule.value
  if (changed)
    tx.update(alerts)
      .set({ state, value: next, ...(state !== rule.state && { since: now }) })
      .where(eq(alerts.id, rule.id))
      .run()
  for (const ending of endings) {
    const step = stepOf(ending.days, rule.threshold)
    if (step === undefined || isTold(ending, step)) continue
    const { id, title, ends, days } = ending
    tx.insert(alertEvents)
      .values({ ...eventOf(rule, 'fired', days, now, due), licence: { id, title, ends, step } })
      .run()
    changed = true
  }
  return changed
}
