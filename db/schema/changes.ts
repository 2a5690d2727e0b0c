import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ErrorView } from '../../contracts/errors.ts'
import type { ChangeState } from '../../contracts/history.ts'
import type { ServiceConfig } from '../../contracts/kinds.ts'
import type { IdlePolicy, Resources } from '../../contracts/limits.ts'
import { services } from './services.ts'

/** Every configuration that was wanted of a service, with what became of it: the way back leads to each that was applied. */
export const changes = sqliteTable(
  'changes',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    service: text()
      .notNull()
      .references(() => services.id, { onDelete: 'cascade' }),
    /** Of the service when this was asked for: the end of that action says what became of it. */
    generation: integer().notNull(),
    person: text().notNull(),
    at: integer().notNull(),
    config: text({ mode: 'json' }).$type<ServiceConfig>().notNull(),
    resources: text({ mode: 'json' }).$type<Resources>().notNull(),
    idle: text({ mode: 'json' }).$type<IdlePolicy>(),
    firstPort: integer('first_port'),
    packages: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    state: text().$type<ChangeState>().notNull(),
    error: text({ mode: 'json' }).$type<ErrorView>(),
  },
  (table) => [index('changes_service').on(table.service, table.id)],
)
