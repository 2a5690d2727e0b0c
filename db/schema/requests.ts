import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { AmountsWish, RequestState, RequestWish } from '../../contracts/requests.ts'
import { services } from './services.ts'
import { tenants } from './tenants.ts'

/** What somebody asked for who may not take it himself, and what became of it. */
export const requests = sqliteTable(
  'requests',
  {
    id: text().primaryKey(),
    tenant: text()
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    service: text()
      .notNull()
      .references(() => services.id, { onDelete: 'cascade' }),
    /** Null: the service itself, from inside its VPS. */
    person: text(),
    /** Under it the service waits for its answer. */
    ticket: text(),
    wish: text({ mode: 'json' }).$type<RequestWish>().notNull(),
    /** What the service had then. */
    before: text({ mode: 'json' }).$type<AmountsWish>().notNull(),
    reason: text().notNull().default(''),
    state: text().$type<RequestState>().notNull(),
    decider: text().$type<'owner' | 'administrator'>().notNull(),
    rule: text().notNull(),
    decidedBy: text('decided_by'),
    answer: text().notNull().default(''),
    action: text(),
    createdAt: integer('created_at').notNull(),
    decidedAt: integer('decided_at'),
  },
  (table) => [
    index('requests_state').on(table.state, table.createdAt),
    index('requests_tenant').on(table.tenant, table.createdAt),
    index('requests_action').on(table.action),
    index('requests_service').on(table.service, table.createdAt),
  ],
)
