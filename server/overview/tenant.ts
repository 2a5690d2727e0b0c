import { and, count, desc, eq, ne } from 'drizzle-orm'
import type { TenantOverviewView } from '../../contracts/detail.ts'
import { actions, domains, memberships } from '../../db/schema/index.ts'
import { actionView, shownColumns } from '../actions/queries.ts'
import type { App } from '../app.ts'
import { get as tenantDetail } from '../tenants/queries.ts'
import { attentionOf } from './attention.ts'
import { servicesByState, wakesByHour } from './figures.ts'

export function get(app: App, tenant: string): TenantOverviewView {
  const { queries } = app.database
  const named = and(eq(domains.tenant, tenant), ne(domains.state, 'deleting'))
  return {
    tenant: tenantDetail(app, tenant),
    services: servicesByState(app, tenant),
    domains: queries.select({ all: count() }).from(domains).where(named).get()?.all ?? 0,
    people: queries.select({ all: count() }).from(memberships).where(eq(memberships.tenant, tenant)).get()?.all ?? 0,
    wakes: wakesByHour(app, tenant),
    attention: attentionOf(app, tenant),
    recentActions: queries
      .select(shownColumns)
      .from(actions)
      .where(eq(actions.tenant, tenant))
      .orderBy(desc(actions.createdAt))
      .limit(10)
      .all()
      .map((row) => actionView(app, row)),
  }
}
