import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { TokenScope } from '../../contracts/tokens.ts'
import { people } from './people.ts'

/** Tokens that programs sign in with, as the person who made them and never more. */
export const apiTokens = sqliteTable(
  'api_tokens',
  {
    id: text().primaryKey(),
    person: text()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    label: text().notNull(),
    /** SHA-256 (hex) of the token. */
    hash: text().notNull().unique(),
    scope: text({ mode: 'json' }).$type<TokenScope>().notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    lastUsed: integer('last_used'),
    lastAddress: text('last_address'),
  },
  (table) => [index('api_tokens_person').on(table.person)],
)
