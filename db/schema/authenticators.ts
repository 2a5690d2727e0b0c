import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Copy of what the keep trusts, so that pages know without asking it. The keep never reads this. */
export const authenticators = sqliteTable(
  'authenticators',
  {
    id: text().primaryKey(),
    person: text().notNull(),
    personName: text('person_name').notNull(),
    label: text().notNull(),
    tenant: text(),
    credential: text().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('authenticators_person').on(table.person)],
)
