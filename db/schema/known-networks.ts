import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { people } from './people.ts'

/** Networks that somebody has signed in from: strangers who guess elsewhere do not keep them out there. */
export const knownNetworks = sqliteTable(
  'known_networks',
  {
    person: text()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    /** An IPv4 address, or the /64 of an IPv6 address. */
    network: text().notNull(),
    usedAt: integer('used_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.person, table.network] })],
)
