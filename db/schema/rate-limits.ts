import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Failed attempts per address and per account within a window. */
export const rateLimits = sqliteTable('rate_limits', {
  key: text().primaryKey(),
  count: integer().notNull(),
  resetAt: integer('reset_at').notNull(),
})
