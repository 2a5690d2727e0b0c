import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { people } from './people.ts'

/** Keys to sign in with. What approves actions is known to the keep alone. */
export const passkeys = sqliteTable(
  'passkeys',
  {
    /** Credential id, base64url. */
    id: text().primaryKey(),
    person: text()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    label: text().notNull(),
    /** COSE key, base64url. */
    publicKey: text('public_key').notNull(),
    counter: integer().notNull(),
    createdAt: integer('created_at').notNull(),
    lastUsed: integer('last_used'),
  },
  (table) => [index('passkeys_person').on(table.person)],
)
