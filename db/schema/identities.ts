import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { people } from './people.ts'

/** Accounts at an OpenID Connect provider that somebody linked with themselves, by the provider's own name for them. */
export const identities = sqliteTable(
  'identities',
  {
    issuer: text().notNull(),
    subject: text().notNull(),
    person: text()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    /** For people to know it by: an address, which means nothing here. */
    shown: text().notNull(),
    createdAt: integer('created_at').notNull(),
    lastUsed: integer('last_used'),
  },
  (table) => [primaryKey({ columns: [table.issuer, table.subject] }), index('identities_person').on(table.person)],
)
