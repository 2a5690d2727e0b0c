import { and, eq, gt } from 'drizzle-orm'
import type { Queries } from '../../db/client.ts'
import { memberships, people, supportViews, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { UsedToken } from '../tokens/scope.ts'

interface By {
  person: string
  /** Stored id of the session, or null with a token. */
  session: string | null
  token?: UsedToken
}

/** A person as a caller, with the roles of this moment. Null when there is none, or when they are suspended. */
export function callerOf({ database, now }: Pick<App, 'database' | 'now'>, { person, session, token }: By): Caller | null {
  const { queries } = database
  const row = queries.select().from(people).where(eq(people.id, person)).get()
  if (row === undefined || row.suspended) return null
  const { id, name, email, administrator, duty } = row
  const viewing = session === null ? null : viewOf(queries, session, now())
  const base = { person: id, name, email, session, token: token ?? null }
  // Whoever looks as support is nobody else meanwhile.
  if (viewing !== null)
    return { ...base, administrator: false, duty: null, memberships: new Map(), rights: new Map(), resold: new Set(), viewing }
  const own = queries.select().from(memberships).where(eq(memberships.person, person)).all()
  return {
    ...base,
    administrator,
    duty: administrator ? null : duty,
    memberships: new Map(own.map(({ tenant, role }) => [tenant, role])),
    rights: new Map(own.flatMap(({ tenant, role, rights }) => (role === 'member' && rights !== null ? [[tenant, rights] as const] : []))),
    resold: new Set(administrator || duty !== 'reseller' ? [] : resoldBy(queries, person)),
    viewing,
  }
}

const resoldBy = (queries: Queries, person: string): string[] =>
  queries
    .select({ id: tenants.id })
    .from(tenants)
    .where(eq(tenants.reseller, person))
    .all()
    .map(({ id }) => id)

const viewOf = (queries: Queries, session: string, now: number): Caller['viewing'] =>
  queries
    .select({ tenant: supportViews.tenant, reason: supportViews.reason, until: supportViews.endsAt })
    .from(supportViews)
    .where(and(eq(supportViews.session, session), gt(supportViews.endsAt, now)))
    .get() ?? null
