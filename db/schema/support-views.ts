import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { sessions } from './sessions.ts'
import { tenants } from './tenants.ts'

/** A session that looks at one tenant as support. It ends with the session; that it was stands in the events and in the keep's ledger. */
export const supportViews = sqliteTable('support_views', {
  session: text()
    .primaryKey()
    .references(() => sessions.id, { onDelete: 'cascade' }),
  tenant: text()
    .notNull()
    .references(() => tenants.id, { onDelete: 'cascade' }),
  reason: text().notNull(),
  startedAt: integer('started_at').notNull(),
  endsAt: integer('ends_at').notNull(),
})
