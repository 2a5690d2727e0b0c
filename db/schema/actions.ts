import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { ActionName } from '../../contracts/actions.ts'
import type { Actor, Approval } from '../../contracts/envelope.ts'
import type { ErrorView } from '../../contracts/errors.ts'
import type { ActionState } from '../../contracts/states.ts'

/** Every privileged action that was asked for. Rows outlive what they are about, so nothing here is a foreign key. */
export const actions = sqliteTable(
  'actions',
  {
    id: text().primaryKey(),
    name: text().$type<ActionName>().notNull(),
    actor: text({ mode: 'json' }).$type<Actor>().notNull(),
    actorName: text('actor_name').notNull(),
    /** Exactly what is signed and approved; secrets in it are taken out once it is at rest. */
    input: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    issuedAt: integer('issued_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    state: text().$type<ActionState>().notNull(),
    approval: text({ mode: 'json' }).$type<Approval>(),
    tenant: text(),
    tenantName: text('tenant_name'),
    object: text(),
    words: text().notNull(),
    /** Place in the order of sending, given when it becomes pending. */
    sequence: integer(),
    attempts: integer().notNull().default(0),
    nextAttempt: integer('next_attempt').notNull().default(0),
    /** How far it was when it ended; while it is under way the dispatcher knows. */
    step: integer().notNull().default(0),
    of: integer().notNull().default(0),
    text: text().notNull().default(''),
    result: text({ mode: 'json' }).$type<Record<string, unknown>>(),
    error: text({ mode: 'json' }).$type<ErrorView>(),
    createdAt: integer('created_at').notNull(),
    endedAt: integer('ended_at'),
  },
  (table) => [
    uniqueIndex('actions_sequence').on(table.sequence),
    index('actions_created').on(table.createdAt),
    index('actions_name').on(table.name, table.createdAt),
    index('actions_tenant').on(table.tenant, table.createdAt),
    index('actions_object').on(table.object, table.createdAt),
    index('actions_state').on(table.state, table.createdAt),
    index('actions_tenant_state').on(table.tenant, table.state),
  ],
)
