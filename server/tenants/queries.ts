import { and, count, eq, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { TenantDetailView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { listInput } from '../../contracts/list.ts'
import type { Page, TenantView } from '../../contracts/views.ts'
import { people, plans, tenants, traffic } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { holds, orderBy, visible } from '../listing.ts'
import { monthOf } from '../traffic/month.ts'
import { domainsOf, limitsOf, resourcesOf } from './limits.ts'
import { sumOf } from './policy.ts'

const serviceCount = sql<number>`(select count(*) from services where services.tenant = tenants.id and services.gone_with is null)`

export function list(app: App, caller: Caller, input: z.output<typeof listInput>): Page<TenantView> {
  const { queries } = app.database
  const where = and(caller.duty === 'support' ? undefined : visible(caller, tenants.id), holds(input.search, [tenants.name, tenants.title]))
  const sorts = {
    name: tenants.name,
    title: tenants.title,
    plan: plans.name,
    state: tenants.state,
    services: serviceCount,
    createdAt: tenants.createdAt,
  }
  const rows = queries
    .select({ tenant: tenants, planName: plans.name, resellerName: people.name, services: serviceCount })
    .from(tenants)
    .innerJoin(plans, eq(plans.id, tenants.plan))
    .leftJoin(people, eq(people.id, tenants.reseller))
    .where(where)
    .orderBy(orderBy(sorts, input.sort, input.descending), tenants.name)
    .limit(input.limit)
    .offset(input.offset)
    .all()
  const total = queries.select({ all: count() }).from(tenants).where(where).get()?.all ?? 0
  return { items: rows.map((row) => view(row.tenant, row.planName, row.resellerName, row.services)), total }
}

export function get(app: App, tenant: string): TenantDetailView {
  const { queries } = app.database
  const row = queries
    .select()
    .from(tenants)
    .innerJoin(plans, eq(plans.id, tenants.plan))
    .leftJoin(people, eq(people.id, tenants.reseller))
    .leftJoin(traffic, and(eq(traffic.tenant, tenants.id), eq(traffic.month, monthOf(app.now()))))
    .where(eq(tenants.id, tenant))
    .get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  const used = sumOf(resourcesOf(queries, tenant))
  return {
    ...view(row.tenants, row.plans.name, row.people?.name ?? null, used.services),
    limits: limitsOf(row.plans, row.tenants),
    extra: row.tenants.extra,
    domains: domainsOf(queries, tenant),
    used,
    idle: row.plans.idle,
    traffic: row.traffic && { bytes: row.traffic.bytes, mbps: row.traffic.mbps },
  }
}

export function find(app: App, name: string): TenantDetailView {
  const row = app.database.queries.select({ id: tenants.id }).from(tenants).where(eq(tenants.name, name)).get()
  return get(app, row?.id ?? '')
}

const view = (row: typeof tenants.$inferSelect, planName: string, resellerName: string | null, serviceTotal: number): TenantView => ({
  id: row.id,
  name: row.name,
  title: row.title,
  plan: row.plan,
  planName,
  reseller: row.reseller,
  resellerName,
  state: row.state,
  suspended: row.suspended,
  services: serviceTotal,
  createdAt: row.createdAt,
  error: row.error,
})
