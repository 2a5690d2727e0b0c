import { and, eq, isNull } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import type { KindDescriptor } from '../../contracts/kinds.ts'
import type { Queries } from '../../db/client.ts'
import { kinds, services, tenants } from '../../db/schema/index.ts'
import { takesChanges } from '../tenants/policy.ts'
import { usable } from './policy.ts'

export interface ServiceFacts {
  service: typeof services.$inferSelect
  tenant: typeof tenants.$inferSelect
  kind: KindDescriptor | null
}

/** A service that may be asked for something, with its tenant and kind. Throws `not_found` or `conflict`. */
export function usableService(tx: Queries, service: string): ServiceFacts {
  const row = tx
    .select({ service: services, tenant: tenants, kind: kinds.descriptor })
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .leftJoin(kinds, eq(kinds.kind, services.kind))
    .where(and(eq(services.id, service), isNull(services.goneWith)))
    .get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  usable(row.service.state)
  takesChanges(row.tenant.state)
  return row
}
