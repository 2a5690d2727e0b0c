import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { PowerState } from '../../contracts/states.ts'
import { services } from './services.ts'

/** Copied from the keep, so that pages need not ask it. */
export const wakes = sqliteTable(
  'wakes',
  {
    /** The waker's number of it. */
    sequence: integer().primaryKey(),
    service: text()
      .notNull()
      .references(() => services.id, { onDelete: 'cascade' }),
    at: integer().notNull(),
    from: text().$type<PowerState>().notNull(),
    by: text().notNull(),
    source: text().notNull(),
    milliseconds: integer(),
    engineMilliseconds: integer('engine_milliseconds'),
    error: text(),
  },
  (table) => [index('wakes_service').on(table.service, table.at), index('wakes_at').on(table.at)],
)
