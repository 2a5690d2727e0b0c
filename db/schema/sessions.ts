import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { people } from './people.ts'

export const sessions = sqliteTable(
  'sessions',
  {
    /** SHA-256 (hex) of the token that the cookie carries. */
    id: text().primaryKey(),
    person: text()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    createdAt: integer('created_at').notNull(),
    /** Slides with use, never beyond the absolute life. */
    expiresAt: integer('expires_at').notNull(),
    lastSeen: integer('last_seen').notNull(),
    address: text().notNull(),
    browser: text().notNull(),
  },
  (table) => [index('sessions_person').on(table.person), index('sessions_expires').on(table.expiresAt)],
)
