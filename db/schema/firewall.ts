import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { ErrorView } from '../../contracts/errors.ts'
import type { Rule } from '../../contracts/firewall.ts'
import type { ObjectState } from '../../contracts/states.ts'
import { tenants } from './tenants.ts'

/** Rules in their order, one row for a list: of `global`, of a plan or of a tenant (their ids). */
export const firewallLists = sqliteTable('firewall_lists', {
  key: text().primaryKey(),
  tenant: text().references(() => tenants.id, { onDelete: 'cascade' }),
  rules: text({ mode: 'json' }).$type<Rule[]>().notNull(),
})

/** Sets of addresses: of the installation (tenant null) or of one tenant. */
export const addressSets = sqliteTable(
  'address_sets',
  {
    id: text().primaryKey(),
    tenant: text().references(() => tenants.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    networks: text({ mode: 'json' }).$type<string[]>().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [uniqueIndex('address_sets_name').on(table.tenant, table.name)],
)

/** How far a wish has come: of `installation`, of a tenant or of a set (their ids). */
export const firewallStates = sqliteTable('firewall_states', {
  key: text().primaryKey(),
  tenant: text().references(() => tenants.id, { onDelete: 'cascade' }),
  generation: integer().notNull(),
  state: text().$type<ObjectState>().notNull(),
  error: text({ mode: 'json' }).$type<ErrorView>(),
  /** The action that carries it, and whether it needs a word. */
  action: text().notNull(),
  guard: integer({ mode: 'boolean' }).notNull(),
  /** Input of the last one that stood: what comes back when nobody confirms. */
  stood: text({ mode: 'json' }).$type<Record<string, unknown>>(),
})
