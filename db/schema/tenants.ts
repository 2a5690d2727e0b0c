import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ErrorView } from '../../contracts/errors.ts'
import type { Extra } from '../../contracts/requests.ts'
import type { ObjectState } from '../../contracts/states.ts'
import { people } from './people.ts'
import { plans } from './plans.ts'

export const tenants = sqliteTable(
  'tenants',
  {
    id: text().primaryKey(),
    name: text().notNull().unique(),
    title: text().notNull(),
    plan: text()
      .notNull()
      .references(() => plans.id),
    /** On top of the plan. */
    extra: text({ mode: 'json' }).$type<Extra>(),
    /** What the keep has accepted last, to go back to; null: nothing yet. */
    inUse: text('in_use', { mode: 'json' }).$type<{ plan: string; extra: Extra | null; reseller: string | null }>(),
    state: text().$type<ObjectState>().notNull(),
    suspended: integer({ mode: 'boolean' }).notNull().default(false),
    /** An administrator suspended it: no reseller resumes it. */
    held: integer({ mode: 'boolean' }).notNull().default(false),
    /** Whose customer it is; null: the installation's own. */
    reseller: text().references(() => people.id),
    /** Of tenant.apply and tenant.delete. */
    generation: integer().notNull(),
    /** Of routes.apply. */
    routesGeneration: integer('routes_generation').notNull().default(0),
    error: text({ mode: 'json' }).$type<ErrorView>(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('tenants_plan').on(table.plan),
    index('tenants_reseller').on(table.reseller),
    index('tenants_created').on(table.createdAt),
  ],
)
