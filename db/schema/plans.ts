import { sql } from 'drizzle-orm'
import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { IdlePolicy, TenantLimits } from '../../contracts/limits.ts'
import type { Automatic } from '../../contracts/requests.ts'
import { people } from './people.ts'

export const plans = sqliteTable(
  'plans',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    limits: text({ mode: 'json' }).$type<TenantLimits>().notNull(),
    idle: text({ mode: 'json' }).$type<IdlePolicy>().notNull(),
    /** What a service gets on request without a person being asked; null: nothing. */
    automatic: text({ mode: 'json' }).$type<Automatic>(),
    /** Who made it for their own tenants; null: the installation's. */
    reseller: text().references(() => people.id),
    createdAt: integer('created_at').notNull(),
  },
  // Two resellers may call their plans alike, and do not learn of each other.
  (table) => [
    uniqueIndex('plans_name').on(table.name).where(sql`${table.reseller} is null`),
    uniqueIndex('plans_reseller_name').on(table.reseller, table.name),
  ],
)
