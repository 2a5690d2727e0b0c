import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ResellerLimits } from '../../contracts/limits.ts'
import { people } from './people.ts'

/** What a reseller's tenants may be promised together. */
export const resellers = sqliteTable('resellers', {
  person: text()
    .primaryKey()
    .references(() => people.id, { onDelete: 'cascade' }),
  limits: text({ mode: 'json' }).$type<ResellerLimits>().notNull(),
  createdAt: integer('created_at').notNull(),
})
