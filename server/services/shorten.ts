import { and, eq, isNotNull, isNull, ne } from 'drizzle-orm'
import type { Actor } from '../../contracts/envelope.ts'
import type { IdlePolicy } from '../../contracts/limits.ts'
import type { Queries } from '../../db/client.ts'
import { services } from '../../db/schema/index.ts'
import { recordEvent } from '../change.ts'
import { shortened } from './policy.ts'

interface Stricter {
  tenant: string
  before: IdlePolicy
  next: IdlePolicy
  actor: Actor
  now: number
}

/**
 * When a plan becomes stricter: own sleep times of a tenant's services that were within the plan before come down to what it says now, which the
 * tenant's list of changes tells. Returns these services, for the caller to want them.
 */
export function shortenOwn(tx: Queries, { tenant, before, next, actor, now }: Stricter): string[] {
  const own = tx
    .select({ id: services.id, idle: services.idle })
    .from(services)
    .where(and(eq(services.tenant, tenant), isNull(services.goneWith), isNotNull(services.idle), ne(services.state, 'deleting')))
    .all()
  return own.flatMap(({ id, idle }) => {
    const shorter = idle === null ? undefined : shortened(idle, before, next)
    if (shorter === undefined) return []
    tx.update(services).set({ idle: shorter }).where(eq(services.id, id)).run()
    const detail = 'own sleep times shortened to what the plan allows'
    recordEvent(tx, actor.person, now, { what: 'service.update', tenant, object: id, detail })
    return [id]
  })
}
