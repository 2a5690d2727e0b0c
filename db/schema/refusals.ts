import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ErrorCode } from '../../contracts/errors.ts'

/** Tries of people who are known to change what they may not, as far as the backend itself refused them. What the keep refused stands in its ledger. */
export const refusals = sqliteTable(
  'refusals',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** The first of `count` tries, and the last. */
    at: integer().notNull(),
    lastAt: integer('last_at').notNull(),
    count: integer().notNull().default(1),
    person: text().notNull(),
    token: text(),
    procedure: text().notNull(),
    object: text(),
    /** Whose the object is. */
    tenant: text(),
    address: text().notNull(),
    code: text().$type<ErrorCode>().notNull(),
    why: text().notNull(),
  },
  (table) => [
    index('refusals_at').on(table.at),
    index('refusals_tenant').on(table.tenant, table.id),
    index('refusals_person').on(table.person, table.at),
  ],
)
