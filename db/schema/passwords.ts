import { sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { people } from './people.ts'

export const passwords = sqliteTable('passwords', {
  person: text()
    .primaryKey()
    .references(() => people.id, { onDelete: 'cascade' }),
  /** PHC string of argon2id. */
  hash: text().notNull(),
})
