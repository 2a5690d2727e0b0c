import { eq } from 'drizzle-orm'
import type { Actor } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { Queries } from '../../db/client.ts'
import { plans, tenants } from '../../db/schema/index.ts'
import { want } from '../dispatch/want.ts'
import { limitsOf } from './limits.ts'

/** Wants the tenant as its row and plan say, with a new generation, above `after` when the keep is ahead. Returns the action's id. */
export function wantTenant(tx: Queries, tenant: string, actor: Actor, now: number, after = 0): string {
  const row = tx.select().from(tenants).innerJoin(plans, eq(plans.id, tenants.plan)).where(eq(tenants.id, tenant)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such tenant.')
  const generation = Math.max(row.tenants.generation, after) + 1
  tx.update(tenants).set({ generation, state: 'pending', error: null }).where(eq(tenants.id, tenant)).run()
  const { id, name, title, suspended, reseller } = row.tenants
  const limits = limitsOf(row.plans, row.tenants)
  const input = { tenant: id, generation, name, title, suspended, limits, ...(reseller !== null && { reseller }) }
  return want(tx, { name: 'tenant.apply', actor, now, input })
}
