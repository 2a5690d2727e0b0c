import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { people } from './people.ts'

/** One-time links to a new password. One a person: a newer one replaces it. */
export const resetLinks = sqliteTable('reset_links', {
  person: text()
    .primaryKey()
    .references(() => people.id, { onDelete: 'cascade' }),
  /** SHA-256 (hex) of the token in the link. */
  tokenHash: text('token_hash').notNull().unique(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
})
