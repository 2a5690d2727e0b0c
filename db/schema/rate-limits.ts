import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Attempts per address and per account within a window that were not given back. */
export const rateLimits = sqliteTable('rate_limits', {
  key: text().primaryKey(),
  count: integer().notNull(),
  resetAt: integer('reset_at').notNull(),
})
