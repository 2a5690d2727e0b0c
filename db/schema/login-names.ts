import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { services } from './services.ts'

/**
 * Names of databases that the shared port finds a service by. Many services may have a database of one name; the first of them has it here,
 * the others are reached by their own address.
 */
export const loginNames = sqliteTable(
  'login_names',
  {
    name: text().primaryKey(),
    service: text()
      .notNull()
      .references(() => services.id, { onDelete: 'cascade' }),
    /** Given up: free for others once the routes of this generation are set. */
    goneWith: integer('gone_with'),
  },
  (table) => [index('login_names_service').on(table.service)],
)
