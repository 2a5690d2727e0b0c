import { and, eq, inArray, isNotNull, isNull, max } from 'drizzle-orm'
import { defaultPolicy } from '../../contracts/backups.ts'
import { actions, backupPlans, backupTurns, services, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { controlLack } from '../backups/control.ts'
import { coded, dayMs, full, type Look, named, noCause, type Problem } from './problem.ts'

const one = { id: services.id, name: services.name, tenant: tenants.id, tenantName: tenants.name }
interface Row {
  id: string
  name: string
  tenant: string
  tenantName: string
}
const about = (sort: string, row: Row) => ({
  ...{ key: `${sort}:${row.id}`, class: 'backups' as const, tenant: row.tenant, service: row.id },
  link: `/t/${row.tenant}/services/${row.id}/backups`,
})
const inLook = ({ tenant }: Look) => and(isNull(services.goneWith), tenant === null ? undefined : eq(services.tenant, tenant))

/** The last one failed, or some that there are cannot be restored any more. */
export const failedBackups = (app: App, look: Look): Problem[] =>
  app.database.queries
    .select({ ...one, error: backupTurns.error })
    .from(backupTurns)
    .innerJoin(services, eq(services.id, backupTurns.service))
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .where(and(isNotNull(backupTurns.error), inLook(look)))
    .all()
    .map((row) => ({
      ...about('backup', row),
      tone: 'bad',
      text: `Backups of ${named(look, row)}: ${row.error?.message ?? noCause}`,
      news: `The backups of ${full(row)} have a problem${coded(row.error)}.`,
    }))

const periods = { hour: dayMs / 24, day: dayMs, week: 7 * dayMs }

/** A day late, whatever keeps it. What failed is told as that. */
export function overdueBackups(app: App, look: Look): Problem[] {
  const now = app.now()
  return app.database.queries
    .select({ ...one, createdAt: services.createdAt, lastAt: backupTurns.lastAt, own: backupTurns.policy, plan: backupPlans.policy })
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .leftJoin(backupTurns, eq(backupTurns.service, services.id))
    .leftJoin(backupPlans, eq(backupPlans.plan, tenants.plan))
    .where(and(isNotNull(services.address), isNull(backupTurns.error), inLook(look)))
    .all()
    .filter(({ createdAt, lastAt, own, plan }) => {
      const policy = own ?? plan ?? defaultPolicy
      return policy.on && now - (lastAt ?? createdAt) > periods[policy.every] + dayMs
    })
    .map((row) => ({
      ...about('overdue', row),
      tone: 'bad',
      text: `The backup of ${named(look, row)} is overdue: ${row.lastAt === null ? 'there was none yet.' : `the last one was on ${new Date(row.lastAt).toISOString().slice(0, 10)}.`}`,
      news: `The backup of ${full(row)} is overdue.`,
    }))
}

/** The newest trial of a service's backups, when that failed. */
export function failedDrills(app: App, look: Look): Problem[] {
  const { queries } = app.database
  const newest = queries
    .select({ object: actions.object, at: max(actions.createdAt).as('at') })
    .from(actions)
    .where(and(eq(actions.name, 'backup.drill'), inArray(actions.state, ['done', 'failed'])))
    .groupBy(actions.object)
    .as('newest')
  return queries
    .select({ ...one, error: actions.error })
    .from(newest)
    .innerJoin(actions, and(eq(actions.object, newest.object), eq(actions.createdAt, newest.at), eq(actions.name, 'backup.drill')))
    .innerJoin(services, eq(services.id, actions.object))
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .where(and(eq(actions.state, 'failed'), inLook(look)))
    .all()
    .map((row) => ({
      ...about('drill', row),
      tone: 'bad',
      text: `The newest backup of ${named(look, row)} that was tried could not be restored: ${row.error?.message ?? noCause}`,
      news: `A trial to restore a backup of ${full(row)} failed${coded(row.error)}.`,
    }))
}

/** The backup of the installation itself. */
export function controlProblems(app: App): Problem[] {
  const lack = controlLack(app)
  if (lack === null) return []
  const { tone, text, news } = lack
  return [{ key: 'control', class: 'backups', tenant: null, service: null, tone, text, news, link: '/backups' }]
}
