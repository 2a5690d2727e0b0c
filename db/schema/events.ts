import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { EventName } from '../../contracts/events.ts'

/** The backend's own audit rows: what people did here. What was done with power stands in the keep's ledger. */
export const events = sqliteTable(
  'events',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    at: integer().notNull(),
    person: text().notNull(),
    /** The API token that it was done with. */
    token: text(),
    what: text().$type<EventName>().notNull(),
    tenant: text(),
    object: text(),
    detail: text().notNull().default(''),
  },
  (table) => [
    index('events_at').on(table.at),
    index('events_tenant').on(table.tenant, table.at),
    index('events_person').on(table.person, table.at),
  ],
)
