import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ArchiveFormat } from '../../contracts/files.ts'
import { services } from './services.ts'

/** Files that lie at the door: archives that wait for their deployment, downloads that wait to be fetched. */
export const uploads = sqliteTable(
  'uploads',
  {
    id: text().primaryKey(),
    service: text()
      .notNull()
      .references(() => services.id, { onDelete: 'cascade' }),
    person: text().notNull(),
    direction: text().$type<'up' | 'down'>().notNull(),
    format: text().$type<ArchiveFormat>(),
    /** What a browser saves a download as. */
    name: text().notNull().default(''),
    bytes: integer().notNull(),
    sha256: text().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('uploads_created').on(table.createdAt)],
)
