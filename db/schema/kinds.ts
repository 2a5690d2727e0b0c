import { sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { KindDescriptor } from '../../contracts/kinds.ts'

/** Copy of the keep's catalogue. */
export const kinds = sqliteTable('kinds', {
  kind: text().primaryKey(),
  descriptor: text({ mode: 'json' }).$type<KindDescriptor>().notNull(),
})
