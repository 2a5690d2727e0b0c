import { and, eq, inArray, isNull } from 'drizzle-orm'
import { alertProblem, anyProblem, mostTold, problemLimit, tellsByItself } from '../../contracts/alerts.ts'
import { newId } from '../../contracts/ids.ts'
import type { Queries } from '../../db/client.ts'
import { alertEvents, alerts } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { keptWhileUnknown } from '../problems/agents.ts'
import { allProblems } from '../problems/list.ts'
import type { Problem } from '../problems/problem.ts'
import type { AlertRow } from './queries.ts'
import { quietUntil } from './quiet.ts'
import { eventOf } from './service.ts'

/** Of the rule that is there by itself: what passes sooner bothers nobody. */
const holdSeconds = 300

type Open = AlertRow['open'][number]

/**
 * Looks at all rules about problems, of the very list that the first pages show: what is new there is told in one message, and so is what is over.
 * Where nobody made such a rule for the whole installation there is one by itself, which tells the administrators. `seen`: since when each problem
 * is there, by its key; after a start that begins anew. What was told is in the rule, so a start tells nothing twice.
 */
export function tellProblems(app: App, seen: Map<string, number>): void {
  const now = app.now()
  const changed = new Set<string | null>()
  app.database.transact((tx) => {
    ensureRule(tx, now)
    const rules = tx.select().from(alerts).where(inArray(alerts.metric, alertProblem.options)).all()
    const forOwners = rules.some(({ tenant }) => tenant !== null) ? allProblems(app, { tenant: null, owners: true }) : []
    const forAdministrators = allProblems(app, { tenant: null, owners: false })
    note(seen, [...forOwners, ...forAdministrators], now)
    for (const rule of rules) {
      const concerning = (rule.tenant === null ? forAdministrators : forOwners).filter((problem) => concerns(rule, problem))
      if (judge(app, tx, rule, concerning, seen)) changed.add(rule.tenant)
    }
  })
  for (const tenant of changed) app.live.publish('alerts', tenant)
}

/** A rule of a tenant is about what is that tenant's, one about a service about that. */
export const concerns = (
  rule: Pick<AlertRow, 'metric' | 'tenant' | 'service'>,
  problem: Pick<Problem, 'class' | 'tenant' | 'service'>,
): boolean =>
  (rule.metric === anyProblem || rule.metric === problem.class) &&
  (rule.tenant === null || rule.tenant === problem.tenant) &&
  (rule.service === null || rule.service === problem.service)

function note(seen: Map<string, number>, problems: readonly Problem[], now: number): void {
  const there = new Set(problems.map(({ key }) => key))
  for (const key of seen.keys()) if (!there.has(key)) seen.delete(key)
  for (const key of there) if (!seen.has(key)) seen.set(key, now)
}

function ensureRule(tx: Queries, now: number): void {
  const whole = and(isNull(alerts.tenant), isNull(alerts.service), inArray(alerts.metric, alertProblem.options))
  if (tx.select({ id: alerts.id }).from(alerts).where(whole).get() !== undefined) return
  tx.insert(alerts)
    .values({
      ...{ id: newId('w'), tenant: null, service: null, metric: anyProblem, ...problemLimit, holdSeconds },
      ...{ quiet: null, mail: [], webhook: null, secret: null, since: now, createdAt: now },
    })
    .run()
}

/** Whether anything changed. */
function judge(app: App, tx: Queries, rule: AlertRow, problems: readonly Problem[], seen: ReadonlyMap<string, number>): boolean {
  const now = app.now()
  const there = new Set(problems.map(({ key }) => key))
  const told = new Set(rule.open.map(({ key }) => key))
  const holds = ({ key }: Problem) => now - (seen.get(key) ?? now) >= rule.holdSeconds * 1000
  const begun = problems
    .filter((problem) => !told.has(problem.key) && holds(problem))
    .map(({ key, news: text, link, once = false }): Open => ({ key, text, link, once }))
  const gone = rule.open.filter(({ key }) => !there.has(key) && !keptWhileUnknown(app, key))
  if (begun.length === 0 && gone.length === 0) return false

  const open = [...rule.open.filter((one) => !gone.includes(one)), ...begun]
  const state = open.length === 0 ? 'ok' : 'firing'
  tx.update(alerts)
    .set({ open, state, value: open.length, ...(state !== rule.state && { since: now }) })
    .where(eq(alerts.id, rule.id))
    .run()
  const due = quietUntil(rule.quiet, now) ?? now
  const tell = (what: 'fired' | 'resolved', these: readonly Open[]) => {
    if (these.length === 0) return
    const event = eventOf(rule, what, these.length, now, due)
    // Without a way to a relay the rule that is there by itself shows in the panel alone.
    const silent = tellsByItself(rule) && !app.courier.open.relay ? { mail: 'none' as const, nextAttempt: null } : {}
    tx.insert(alertEvents)
      .values({ ...event, ...silent, problems: these.slice(0, mostTold) })
      .run()
  }
  tell(
    'resolved',
    gone.filter(({ once }) => !once),
  )
  tell('fired', begun)
  return true
}
