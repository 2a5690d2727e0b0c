import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Rights } from '../../contracts/rights.ts'
import { people } from './people.ts'
import { tenants } from './tenants.ts'

export const memberships = sqliteTable(
  'memberships',
  {
    tenant: text()
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    person: text()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    role: text().$type<'owner' | 'member'>().notNull(),
    /** Of a member; null: the standard ones. */
    rights: text({ mode: 'json' }).$type<Rights>(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.person] }), index('memberships_person').on(table.person)],
)
