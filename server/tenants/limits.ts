import { and, count, eq, isNull, ne } from 'drizzle-orm'
import { amounts, type Resources, type TenantLimits } from '../../contracts/limits.ts'
import type { Queries } from '../../db/client.ts'
import { domains, type plans, services, type tenants } from '../../db/schema/index.ts'
import { sumOf, withinDomains, withinLimits } from './policy.ts'

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
export function fitsInto(tx: Queries, tenant: string, limits: TenantLimits, what: string): void {
  withinLimits(sumOf(resourcesOf(tx, tenant)), limits, what)
  withinDomains(domainsOf(tx, tenant), limits, what)
}
