import { and, eq, inArray, isNotNull, isNull, notInArray } from 'drizzle-orm'
import type { KindDescriptor } from '../../contracts/kinds.ts'
import type { Queries } from '../../db/client.ts'
import { loginNames, services } from '../../db/schema/index.ts'

/** Names that a login can find the service by (the start-up packet of PostgreSQL names a database). */
export function namesIn(kind: KindDescriptor, config: Record<string, unknown>): string[] {
  const { databases } = config
  if (!kind.addressing.includes('login') || !Array.isArray(databases)) return []
  return databases.filter((name) => typeof name === 'string')
}

/**
 * Takes what is free of the names, and gives up what the service wants no more; `generation` is that of the routes to come. Returns whether
 * other names lead to the service now.
 */
export function claimNames(tx: Queries, service: string, names: readonly string[], generation: number): boolean {
  const mine = eq(loginNames.service, service)
  const given = tx
    .update(loginNames)
    .set({ goneWith: generation })
    .where(and(mine, notInArray(loginNames.name, [...names]), isNull(loginNames.goneWith)))
    .run()
  const kept = tx
    .update(loginNames)
    .set({ goneWith: null })
    .where(and(mine, inArray(loginNames.name, [...names]), isNotNull(loginNames.goneWith)))
    .run()
  let changes = given.changes + kept.changes
  for (const name of names) changes += tx.insert(loginNames).values({ name, service }).onConflictDoNothing().run().changes
  return changes > 0
}

/** Of all services of a tenant, in the order of the names. */
export const namesOfTenant = (tx: Queries, tenant: string): { service: string; name: string }[] =>
  tx
    .select({ service: loginNames.service, name: loginNames.name })
    .from(loginNames)
    .innerJoin(services, eq(services.id, loginNames.service))
    .where(and(eq(services.tenant, tenant), isNull(loginNames.goneWith)))
    .orderBy(loginNames.name)
    .all()
