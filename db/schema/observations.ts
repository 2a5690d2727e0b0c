import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { PowerState } from '../../contracts/states.ts'
import { services } from './services.ts'

/** What each service's VPS was last seen to be. */
export const observations = sqliteTable(
  'observations',
  {
    service: text()
      .primaryKey()
      .references(() => services.id, { onDelete: 'cascade' }),
    state: text().$type<PowerState>().notNull(),
    since: integer().notNull(),
    lastUse: integer('last_use'),
    connections: integer().notNull(),
  },
  (table) => [index('observations_state').on(table.state)],
)
