import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { listRefusalsInput } from '../../contracts/api.ts'
import type { RefusalPage, RefusalView } from '../../contracts/refusals.ts'
import { people, refusals, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'

const objectName = sql<string | null>`coalesce(
  (select name from services where services.id = ${refusals.object}),
  (select name from domains where domains.id = ${refusals.object}),
  (select name from plans where plans.id = ${refusals.object}),
  (select name from tenants as others where others.id = ${refusals.object})
)`
const ofTenant = sql<number>`exists (
  select 1 from memberships where memberships.person = ${refusals.person} and memberships.tenant = ${refusals.tenant}
)`

export function list(app: App, caller: Caller, { tenant, before, limit }: z.output<typeof listRefusalsInput>): RefusalPage {
  const rows = app.database.queries
    .select({
      id: refusals.id,
      at: refusals.at,
      lastAt: refusals.lastAt,
      count: refusals.count,
      person: refusals.person,
      personName: sql<string>`coalesce(${people.name}, ${refusals.person})`,
      token: sql<string | null>`coalesce((select label from api_tokens where api_tokens.id = ${refusals.token}), ${refusals.token})`,
      address: refusals.address,
      procedure: refusals.procedure,
      object: refusals.object,
      objectName,
      tenant: refusals.tenant,
      tenantName: tenants.name,
      code: refusals.code,
      why: refusals.why,
      ofTenant,
    })
    .from(refusals)
    .leftJoin(people, eq(people.id, refusals.person))
    .leftJoin(tenants, eq(tenants.id, refusals.tenant))
    .where(and(tenant === undefined ? undefined : eq(refusals.tenant, tenant), before === undefined ? undefined : lt(refusals.id, before)))
    .orderBy(desc(refusals.id))
    .limit(limit + 1)
    .all()
  const all = caller.administrator || caller.duty === 'auditor'
  const page = rows.slice(0, limit).map(({ ofTenant: own, ...row }) => (all || own === 1 ? row : strange(row)))
  return { refusals: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

/** That somebody tried is the owner's to know; who works for others is not. */
const strange = (row: RefusalView): RefusalView => ({ ...row, person: null, personName: null, token: null, address: null })
