import { and, count, eq, isNull, ne } from 'drizzle-orm'
import { amounts, type Resources, type TenantLimits } from '../../contracts/limits.ts'
import type { Queries } from '../../db/client.ts'
import { domains, plans, services, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { sumOf, withinCeiling, withinDomains, withinLimits } from './policy.ts'

/** What a tenant may use: its plan, and what an administrator gave on top. */
export function limitsOf(
  { limits }: Pick<typeof plans.$inferSelect, 'limits'>,
  { extra }: Pick<typeof tenants.$inferSelect, 'extra'>,
): TenantLimits {
  const whole = { ...limits }
  for (const name of amounts) whole[name] += extra?.[name] ?? 0
  return whole
}

/** What each service of the tenant may use; `except` leaves one out. */
export const resourcesOf = (tx: Queries, tenant: string, except = ''): Resources[] =>
  tx
    .select({ id: services.id, resources: services.resources })
    .from(services)
    .where(and(eq(services.tenant, tenant), isNull(services.goneWith)))
    .all()
    .filter((row) => row.id !== except)
    .map((row) => row.resources)

export const domainsOf = (tx: Queries, tenant: string): number =>
  tx
    .select({ all: count() })
    .from(domains)
    .where(and(eq(domains.tenant, tenant), ne(domains.state, 'deleting')))
    .get()?.all ?? 0

/** Throws `over_limit` when a tenant has more already than it may. */
export function fitsInto(
  tx: Queries,
  { id, name }: Pick<typeof tenants.$inferSelect, 'id' | 'name'>,
  limits: TenantLimits,
  under: string,
): void {
  withinLimits(sumOf(resourcesOf(tx, id)), limits, name, under)
  withinDomains(domainsOf(tx, id), limits, name)
}

/** To be called after the change, inside its transaction: throws `over_limit` when the tenant may now have more than the keep lets any. */
export function underCeiling({ watch }: Pick<App, 'watch'>, tx: Queries, tenant: string): void {
  const row = tx.select().from(tenants).innerJoin(plans, eq(plans.id, tenants.plan)).where(eq(tenants.id, tenant)).get()
  if (row !== undefined) withinCeiling(limitsOf(row.plans, row.tenants), watch.seen().observation?.ceiling, row.tenants.name)
}
