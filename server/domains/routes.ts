import { and, eq, inArray, isNotNull, isNull, ne } from 'drizzle-orm'
import type { DomainName } from '../../contracts/domain-name.ts'
import type { Actor } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { ServiceRoutes } from '../../contracts/routes.ts'
import type { Queries } from '../../db/client.ts'
import { domains, services, tenants } from '../../db/schema/index.ts'
import { want } from '../dispatch/want.ts'
import { namesOfTenant } from './login-names.ts'

/**
 * Wants the whole routing of a tenant as its rows say, with a new generation. Services that the keep has not made yet are left out: their
 * routes follow when they exist. What was wanted before and not sent yet is replaced. The generation is above `after` when the keep is ahead.
 * Returns the action's id.
 */
export function wantRoutes(tx: Queries, tenant: string, actor: Actor, now: number, after = 0): string {
  const row = tx.select().from(tenants).where(eq(tenants.id, tenant)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such tenant.')
  const generation = Math.max(row.routesGeneration, after) + 1
  tx.update(tenants).set({ routesGeneration: generation }).where(eq(tenants.id, tenant)).run()
  const made = and(eq(services.tenant, tenant), isNotNull(services.address), isNull(services.goneWith))
  const routed = new Map<string, ServiceRoutes>()
  for (const { id } of tx.select({ id: services.id }).from(services).where(made).orderBy(services.id).all())
    routed.set(id, { service: id, hosts: [], databases: [] })
  const hosts = tx
    .select()
    .from(domains)
    .where(and(eq(domains.tenant, tenant), ne(domains.state, 'deleting')))
    .orderBy(domains.name)
    .all()
  for (const { service, name, redirectTo, tls } of hosts)
    routed.get(service)?.hosts.push({ name: name as DomainName, redirectTo: redirectTo as DomainName | null, tls })
  for (const { service, name } of namesOfTenant(tx, tenant)) routed.get(service)?.databases.push(name)
  const carried = inArray(domains.service, tx.select({ id: services.id }).from(services).where(made))
  tx.update(domains)
    .set({ generation, state: 'pending', error: null })
    .where(and(eq(domains.tenant, tenant), carried, inArray(domains.state, ['pending', 'failed'])))
    .run()
  tx.update(domains)
    .set({ generation })
    .where(and(eq(domains.tenant, tenant), eq(domains.state, 'deleting')))
    .run()
  const input = { tenant, generation, suspended: row.suspended, services: [...routed.values()] }
  return want(tx, { name: 'routes.apply', actor, now, input, replaces: true })
}
