import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { IdlePolicy, TenantLimits } from '../../contracts/limits.ts'

export const plans = sqliteTable('plans', {
  id: text().primaryKey(),
  name: text().notNull().unique(),
  limits: text({ mode: 'json' }).$type<TenantLimits>().notNull(),
  idle: text({ mode: 'json' }).$type<IdlePolicy>().notNull(),
  createdAt: integer('created_at').notNull(),
})
