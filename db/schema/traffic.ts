import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { tenants } from './tenants.ts'

/** What the services of each tenant with a limit have moved this month. */
export const traffic = sqliteTable('traffic', {
  tenant: text()
    .primaryKey()
    .references(() => tenants.id, { onDelete: 'cascade' }),
  /** Such as 2026-11, by UTC. */
  month: text().notNull(),
  bytes: integer().notNull(),
  /** The rate that each service is slowed to; null: none is. */
  mbps: integer(),
  at: integer().notNull(),
})
