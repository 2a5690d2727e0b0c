import { and, eq, isNull, ne } from 'drizzle-orm'
import type { Actor } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { Queries } from '../../db/client.ts'
import { plans, services, tenants } from '../../db/schema/index.ts'
import { want } from '../dispatch/want.ts'

/** Wants the service as its row says, with a new generation, above `after` when the keep is ahead. Returns the action's id. */
export function wantService(tx: Queries, service: string, actor: Actor, now: number, after = 0): string {
  const row = tx
    .select()
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .innerJoin(plans, eq(plans.id, tenants.plan))
    .where(eq(services.id, service))
    .get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such service.')
  const { id, tenant, name, kind, config, accounts, resources, idle } = row.services
  const generation = Math.max(row.services.generation, after) + 1
  tx.update(services).set({ generation, state: 'pending', error: null }).where(eq(services.id, service)).run()
  return want(tx, {
    name: 'service.apply',
    actor,
    now,
    input: {
      tenant,
      service: id,
      generation,
      name,
      kind,
      config,
      ...(accounts !== null && { accounts }),
      resources,
      idle: idle ?? row.plans.idle,
    },
  })
}

/** Wants every service of a tenant that sleeps as the plan says: for when the plan says something else. Returns the actions' ids. */
export const wantFollowers = (tx: Queries, tenant: string, actor: Actor, now: number): string[] =>
  tx
    .select({ id: services.id })
    .from(services)
    .where(and(eq(services.tenant, tenant), isNull(services.goneWith), isNull(services.idle), ne(services.state, 'deleting')))
    .all()
    .map(({ id }) => wantService(tx, id, actor, now))
