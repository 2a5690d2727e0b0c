import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { services } from './services.ts'

/** What each running service was last seen to use. */
export const uses = sqliteTable('uses', {
  service: text()
    .primaryKey()
    .references(() => services.id, { onDelete: 'cascade' }),
  at: integer().notNull(),
  heldBytes: integer('held_bytes'),
  diskBytes: integer('disk_bytes'),
  processes: integer().notNull(),
})
