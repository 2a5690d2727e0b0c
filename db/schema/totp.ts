import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { people } from './people.ts'

export const totp = sqliteTable('totp', {
  person: text()
    .primaryKey()
    .references(() => people.id, { onDelete: 'cascade' }),
  /** Base32. */
  secret: text().notNull(),
  confirmed: integer({ mode: 'boolean' }).notNull().default(false),
  /** Counter of the last code taken: a code works once. */
  lastCounter: integer('last_counter').notNull().default(0),
})
