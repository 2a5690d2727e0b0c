import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Accounts } from '../../contracts/accounts.ts'
import type { ErrorView } from '../../contracts/errors.ts'
import type { ServiceConfig } from '../../contracts/kinds.ts'
import type { IdlePolicy, Resources } from '../../contracts/limits.ts'
import type { ObjectState } from '../../contracts/states.ts'
import { tenants } from './tenants.ts'

export const services = sqliteTable(
  'services',
  {
    id: text().primaryKey(),
    tenant: text()
      .notNull()
      .references(() => tenants.id),
    name: text().notNull(),
    kind: text().notNull(),
    state: text().$type<ObjectState>().notNull(),
    generation: integer().notNull(),
    config: text({ mode: 'json' }).$type<ServiceConfig>().notNull(),
    resources: text({ mode: 'json' }).$type<Resources>().notNull(),
    /** Accounts inside it, with hashes of passwords alone; null: none were ever made. */
    accounts: text({ mode: 'json' }).$type<Accounts>(),
    /** Those that the keep has set up, to go back to; null: none is known. */
    appliedAccounts: text('applied_accounts', { mode: 'json' }).$type<Accounts>(),
    /** Why the last change of accounts was refused, until there is another one. */
    accountsError: text('accounts_error', { mode: 'json' }).$type<ErrorView>(),
    /** Its own idle policy; null follows the plan. */
    idle: text({ mode: 'json' }).$type<IdlePolicy>(),
    /** Told by the keep once it exists. */
    address: text(),
    ownAddress: text('own_address'),
    ports: text({ mode: 'json' }).$type<{ name: string; port: number }[]>().notNull(),
    /** The keep has deleted it; the row goes with the routes of this generation. */
    goneWith: integer('gone_with'),
    /** Sentences of the keep about what this machine cannot do for it. */
    notes: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    /** Its owner has stopped it: nobody's request wakes it. */
    halted: integer({ mode: 'boolean' }).notNull().default(false),
    firstPort: integer('first_port'),
    /** Debian packages beside what its kind brings. */
    packages: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    error: text({ mode: 'json' }).$type<ErrorView>(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('services_tenant_name').on(table.tenant, table.name).where(sql`${table.goneWith} is null`),
    index('services_tenant_created').on(table.tenant, table.createdAt),
    index('services_created').on(table.createdAt),
    index('services_name').on(table.name),
    index('services_kind').on(table.kind),
  ],
)
