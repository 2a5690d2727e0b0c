import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ErrorView } from '../../contracts/errors.ts'
import type { ObjectState } from '../../contracts/states.ts'
import { tenants } from './tenants.ts'

/** Public facts of uploaded certificates; the sealed key passes through its action and is not kept. */
export const certificates = sqliteTable(
  'certificates',
  {
    id: text().primaryKey(),
    tenant: text()
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    names: text({ mode: 'json' }).$type<string[]>().notNull(),
    issuer: text().notNull(),
    notBefore: integer('not_before').notNull(),
    notAfter: integer('not_after').notNull(),
    state: text().$type<ObjectState>().notNull(),
    error: text({ mode: 'json' }).$type<ErrorView>(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('certificates_tenant').on(table.tenant)],
)
