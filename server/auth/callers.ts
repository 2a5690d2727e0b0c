import { eq } from 'drizzle-orm'
import type { Queries } from '../../db/client.ts'
import { memberships, people } from '../../db/schema/index.ts'
import type { Caller } from '../caller.ts'

/** A person as a caller, with the roles of this moment. Null when there is none, or when they are suspended. */
export function callerOf(queries: Queries, person: string, session: string): Caller | null {
  const row = queries.select().from(people).where(eq(people.id, person)).get()
  if (row === undefined || row.suspended) return null
  const roles = queries
    .select({ tenant: memberships.tenant, role: memberships.role })
    .from(memberships)
    .where(eq(memberships.person, person))
    .all()
  return {
    person: row.id,
    name: row.name,
    email: row.email,
    administrator: row.administrator,
    session,
    memberships: new Map(roles.map(({ tenant, role }) => [tenant, role])),
  }
}
