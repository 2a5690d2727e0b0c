import { and, count, eq, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { listPeopleInput } from '../../contracts/api.ts'
import type { Page, PersonView } from '../../contracts/views.ts'
import { passkeys, people, totp } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { membershipsOf } from '../auth/own.ts'
import { holds, orderBy } from '../listing.ts'

export function list(app: App, input: z.output<typeof listPeopleInput>): Page<PersonView> {
  const { queries } = app.database
  const { tenant } = input
  const where = and(
    tenant === undefined
      ? undefined
      : sql`${people.id} in (select memberships.person from memberships where memberships.tenant = ${tenant})`,
    holds(input.search, [people.name, people.email]),
  )
  const sorts = { name: people.name, email: people.email, lastSeen: people.lastSeen, createdAt: people.createdAt }
  const rows = queries
    .select()
    .from(people)
    .where(where)
    .orderBy(orderBy(sorts, input.sort, input.descending), people.email)
    .limit(input.limit)
    .offset(input.offset)
    .all()
  const total = queries.select({ all: count() }).from(people).where(where).get()?.all ?? 0
  return { items: rows.map((row) => view(app, row, tenant)), total }
}

/** Owners see of their people what belongs to their tenant, and no other membership. */
function view(app: App, row: typeof people.$inferSelect, tenant: string | undefined): PersonView {
  const { queries } = app.database
  const all = membershipsOf(queries, row.id).filter((membership) => tenant === undefined || membership.tenant === tenant)
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.administrator
      ? 'administrator'
      : row.duty !== null
        ? row.duty
        : all.some(({ role }) => role === 'owner')
          ? 'owner'
          : 'member',
    memberships: all,
    suspended: row.suspended,
    totp: queries.select({ on: totp.confirmed }).from(totp).where(eq(totp.person, row.id)).get()?.on ?? false,
    passkeys: queries.select({ all: count() }).from(passkeys).where(eq(passkeys.person, row.id)).get()?.all ?? 0,
    lastSeen: row.lastSeen,
  }
}
