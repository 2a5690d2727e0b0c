import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const people = sqliteTable('people', {
  id: text().primaryKey(),
  email: text().notNull().unique(),
  name: text().notNull(),
  administrator: integer({ mode: 'boolean' }).notNull().default(false),
  suspended: integer({ mode: 'boolean' }).notNull().default(false),
  createdAt: integer('created_at').notNull(),
  lastSeen: integer('last_seen'),
})
