import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Duty } from '../../contracts/roles.ts'

export const people = sqliteTable('people', {
  id: text().primaryKey(),
  email: text().notNull().unique(),
  name: text().notNull(),
  administrator: integer({ mode: 'boolean' }).notNull().default(false),
  /** What they have in the installation beside memberships; null: nothing. */
  duty: text().$type<Duty>(),
  suspended: integer({ mode: 'boolean' }).notNull().default(false),
  createdAt: integer('created_at').notNull(),
  lastSeen: integer('last_seen'),
})
