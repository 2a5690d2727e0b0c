import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { listEventsInput } from '../../contracts/api.ts'
import type { EventPage } from '../../contracts/events.ts'
import { events, people, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'

/** What a row was done to, by the name of this moment; null when people did it to themselves. */
const objectName = sql<string | null>`coalesce(
  (select name from services where services.id = ${events.object}),
  (select name from domains where domains.id = ${events.object}),
  (select name from plans where plans.id = ${events.object}),
  (select name from people as others where others.id = ${events.object} and others.id <> ${events.person})
)`

export function list(app: App, { tenant, person, before, limit }: z.output<typeof listEventsInput>): EventPage {
  const rows = app.database.queries
    .select({
      id: events.id,
      at: events.at,
      person: events.person,
      personName: sql<string>`coalesce(${people.name}, ${events.person})`,
      token: sql<string | null>`coalesce((select label from api_tokens where api_tokens.id = ${events.token}), ${events.token})`,
      what: events.what,
      tenant: events.tenant,
      tenantName: tenants.name,
      objectName,
      detail: events.detail,
    })
    .from(events)
    .leftJoin(people, eq(people.id, events.person))
    .leftJoin(tenants, eq(tenants.id, events.tenant))
    .where(
      and(
        tenant === undefined ? undefined : eq(events.tenant, tenant),
        person === undefined ? undefined : eq(events.person, person),
        before === undefined ? undefined : lt(events.id, before),
      ),
    )
    .orderBy(desc(events.at), desc(events.id))
    .limit(limit + 1)
    .all()
  const more = rows.length > limit
  const page = rows.slice(0, limit)
  return { events: page, next: more ? (page.at(-1)?.id ?? null) : null }
}
