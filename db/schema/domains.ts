import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ErrorView } from '../../contracts/errors.ts'
import type { TlsMode } from '../../contracts/routes.ts'
import type { ObjectState } from '../../contracts/states.ts'
import { services } from './services.ts'
import { tenants } from './tenants.ts'

export const domains = sqliteTable(
  'domains',
  {
    id: text().primaryKey(),
    /** Unique over all tenants: of two who ask at once, this index lets one have it. */
    name: text().notNull().unique(),
    tenant: text()
      .notNull()
      .references(() => tenants.id),
    service: text()
      .notNull()
      .references(() => services.id, { onDelete: 'cascade' }),
    redirectTo: text('redirect_to'),
    tls: text().$type<TlsMode>().notNull(),
    state: text().$type<ObjectState>().notNull(),
    /** The routes that carry its present form. */
    generation: integer().notNull(),
    error: text({ mode: 'json' }).$type<ErrorView>(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('domains_service').on(table.service), index('domains_tenant').on(table.tenant, table.name)],
)
