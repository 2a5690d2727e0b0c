import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { IdlePolicy, TenantLimits } from '../../contracts/limits.ts'
import type { Automatic } from '../../contracts/requests.ts'

export const plans = sqliteTable('plans', {
  id: text().primaryKey(),
  name: text().notNull().unique(),
  limits: text({ mode: 'json' }).$type<TenantLimits>().notNull(),
  idle: text({ mode: 'json' }).$type<IdlePolicy>().notNull(),
  /** What a service gets on request without a person being asked; null: nothing. */
  automatic: text({ mode: 'json' }).$type<Automatic>(),
  createdAt: integer('created_at').notNull(),
})
