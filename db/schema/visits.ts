import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { DayOfVisits } from '../../contracts/visits.ts'
import { services } from './services.ts'

/** How far the log of each site was read. */
export const visitReads = sqliteTable('visit_reads', {
  service: text()
    .primaryKey()
    .references(() => services.id, { onDelete: 'cascade' }),
  /** Time of the newest line that was counted. */
  until: integer().notNull(),
  readAt: integer('read_at').notNull(),
})

/** One row a site and day: the logs themselves do not last. */
export const visitDays = sqliteTable(
  'visit_days',
  {
    service: text()
      .notNull()
      .references(() => services.id, { onDelete: 'cascade' }),
    day: text().notNull(),
    counted: text({ mode: 'json' }).$type<DayOfVisits>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.service, table.day] })],
)
