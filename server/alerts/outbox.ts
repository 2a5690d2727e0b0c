import { and, asc, eq, gt, lte, ne, sql } from 'drizzle-orm'
import { type DeliveryState, tellsByItself } from '../../contracts/alerts.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { alertEvents, alerts } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { mailLogin } from './mail-settings.ts'
import { mailOf, payloadOf } from './message.ts'
import { type AlertRow, concernedBy, get, peopleOf } from './queries.ts'

const tries = 6
/** So many tenants are told at the same time, and each of so much before it is another one's turn. */
const mostAtOnce = 20
const share = 5
/** After the first failure, then twice as long each time. */
const pauseMs = 60_000

type EventRow = typeof alertEvents.$inferSelect
interface Due {
  event: EventRow
  rule: AlertRow
}

/** The tenant, or the installation itself. */
const laneOf = ({ tenant }: Pick<AlertRow, 'tenant'>): string => tenant ?? ''

/**
 * Sends what is due: of one tenant one after another, beside those of others, so that a receiver who is slow keeps nobody else waiting. What fails
 * is tried again for about an hour, then given up with its reason. `busy`: whose turn of before is not over; nothing of theirs begins meanwhile.
 */
export async function sendDue(app: App, busy: Set<string> = new Set()): Promise<void> {
  const lanes = new Map<string, Due[]>()
  for (const row of dueRows(app)) {
    const lane = laneOf(row.rule)
    if (!busy.has(lane)) lanes.set(lane, [...(lanes.get(lane) ?? []), row])
  }
  // The installation's own come first.
  const next = [...lanes].sort(([a], [b]) => Number(b === '') - Number(a === '')).slice(0, Math.max(0, mostAtOnce - busy.size))
  await Promise.all(
    next.map(async ([lane, rows]) => {
      busy.add(lane)
      try {
        for (const { event, rule } of rows) await send(app, event, rule)
      } finally {
        busy.delete(lane)
      }
    }),
  )
}

/** The oldest of each tenant. */
function dueRows(app: App): Due[] {
  const { queries } = app.database
  const place = sql<number>`row_number() over (partition by ${alerts.tenant} order by ${alertEvents.id})`.as('place')
  const placed = queries
    .select({ id: alertEvents.id, place })
    .from(alertEvents)
    .innerJoin(alerts, eq(alerts.id, alertEvents.alert))
    .where(lte(alertEvents.nextAttempt, app.now()))
    .as('placed')
  return queries
    .select({ event: alertEvents, rule: alerts })
    .from(placed)
    .innerJoin(alertEvents, eq(alertEvents.id, placed.id))
    .innerJoin(alerts, eq(alerts.id, alertEvents.alert))
    .where(lte(placed.place, share))
    .orderBy(asc(alertEvents.id))
    .all()
}

async function send(app: App, row: EventRow, rule: AlertRow): Promise<void> {
  const event = afterQuiet(row) ? stillSo(app, row, rule) : row
  if (overtaken(app, event)) return settle(app, event, rule, { mail: quieted(event.mail), webhook: quieted(event.webhook) }, null)
  const errors: string[] = []
  const mail = await deliver(event.mail, errors, () => sendMail(app, event, rule))
  const webhook = await deliver(event.webhook, errors, () => sendWebhook(app, event, rule))
  settle(app, event, rule, { mail, webhook }, errors.length === 0 ? null : errors.join(' '))
}

const afterQuiet = ({ what, attempts, nextAttempt, at }: EventRow): boolean => what !== 'test' && attempts === 0 && nextAttempt !== at

/** Of the problems that began within quiet hours those that are still there. */
function stillSo(app: App, event: EventRow, rule: AlertRow): EventRow {
  if (event.what !== 'fired' || event.problems === null) return event
  const there = new Set(rule.open.map(({ key }) => key))
  const problems = event.problems.filter(({ key }) => there.has(key))
  // What was left out of a long list is not known one by one.
  const value = (event.value ?? 0) - (event.problems.length - problems.length)
  app.database.transact((tx) => tx.update(alertEvents).set({ problems, value }).where(eq(alertEvents.id, event.id)).run())
  return { ...event, problems, value }
}

/** Of what came and went within quiet hours nobody is told. */
function overtaken(app: App, event: EventRow): boolean {
  if (!afterQuiet(event)) return false
  if (event.problems !== null) return event.what === 'resolved' || event.value === 0
  const newer = app.database.queries
    .select({ licence: alertEvents.licence })
    .from(alertEvents)
    .where(and(eq(alertEvents.alert, event.alert), ne(alertEvents.what, 'test'), gt(alertEvents.id, event.id)))
    .all()
  // A rule about licences tells of several: what is new of another one changes nothing here.
  if (newer.some(({ licence }) => licence?.id === event.licence?.id)) return true
  // A word that all is well again, after none that something was wrong.
  return event.what === 'resolved'
}

const quieted = (state: DeliveryState): DeliveryState => (state === 'waiting' ? 'quiet' : state)

async function deliver(state: DeliveryState, errors: string[], work: () => Promise<void>): Promise<DeliveryState> {
  if (state !== 'waiting') return state
  try {
    await work()
    return 'sent'
  } catch (error) {
    errors.push(error instanceof ReeveError ? error.message : 'It could not be sent; the log of the backend says why.')
    if (error instanceof ReeveError && error.code === 'bad_input') return 'failed'
    return 'waiting'
  }
}

async function sendMail(app: App, event: EventRow, rule: AlertRow): Promise<void> {
  const login = mailLogin(app)
  // Who left the tenant is told nothing more of it.
  const own = rule.tenant === null ? null : peopleOf(app.database.queries, rule.tenant)
  const to = tellsByItself(rule)
    ? concernedBy(app.database.queries, rule.tenant)
    : rule.mail.filter((address) => own === null || own.has(address))
  if (to.length === 0 && rule.tenant === null) throw new ReeveError('bad_input', 'No administrator has a mail address.')
  if (to.length === 0) throw new ReeveError('bad_input', 'None of its people belongs to the tenant any more.')
  await app.courier.mail(login, { from: login.from, to, ...mailOf(get(app, rule.id), event, app.config.site.url) })
}

async function sendWebhook(app: App, event: EventRow, rule: AlertRow): Promise<void> {
  if (rule.webhook === null || rule.secret === null) return
  await app.courier.webhook({
    url: rule.webhook,
    secret: rule.secret,
    id: String(event.id),
    payload: payloadOf(get(app, rule.id), event, app.config.site.url),
  })
}

function settle(
  app: App,
  event: EventRow,
  rule: AlertRow,
  states: { mail: DeliveryState; webhook: DeliveryState },
  error: string | null,
): void {
  const attempts = event.attempts + 1
  const waiting = states.mail === 'waiting' || states.webhook === 'waiting'
  const given = waiting && attempts >= tries
  const end = (state: DeliveryState): DeliveryState => (given && state === 'waiting' ? 'failed' : state)
  const nextAttempt = waiting && !given ? app.now() + pauseMs * 2 ** event.attempts : null
  app.database.transact((tx) =>
    tx
      .update(alertEvents)
      .set({ mail: end(states.mail), webhook: end(states.webhook), error, attempts, nextAttempt })
      .where(eq(alertEvents.id, event.id))
      .run(),
  )
  if (error !== null) app.log.warn({ alert: rule.id, event: event.id, attempts, given }, 'an alert could not be sent')
  app.live.publish('alerts', rule.tenant)
}
