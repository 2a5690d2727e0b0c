import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Actor } from '../../contracts/envelope.ts'
import type { ErrorView } from '../../contracts/errors.ts'
import type { PackageChange } from '../../contracts/host.ts'
import type { PatchSchedule } from '../../contracts/patch-schedule.ts'
import type { KeptRunOptions, PatchWindow, RunState, TargetState } from '../../contracts/patches.ts'
import { services } from './services.ts'
import { tenants } from './tenants.ts'

/** What was last found outdated. `what`: `host`, or `kind:` and its name. */
export const patchChecks = sqliteTable('patch_checks', {
  what: text().primaryKey(),
  at: integer().notNull(),
  found: text({ mode: 'json' }).$type<unknown>().notNull(),
})

/** Which image the root of a service came from, when somebody last looked. */
export const serviceRoots = sqliteTable(
  'service_roots',
  {
    service: text()
      .primaryKey()
      .references(() => services.id, { onDelete: 'cascade' }),
    image: text().notNull(),
    at: integer().notNull(),
  },
  (table) => [index('service_roots_image').on(table.image)],
)

/** Images that were seen, with the time that they were built: roots outlive them. */
export const patchImages = sqliteTable('patch_images', {
  image: text().primaryKey(),
  kind: text().notNull(),
  version: text().notNull(),
})

/** When services may be patched. `owner`: a tenant, or `installation`. */
export const patchWindowSets = sqliteTable('patch_windows', {
  owner: text().primaryKey(),
  tenant: text().references(() => tenants.id, { onDelete: 'cascade' }),
  windows: text({ mode: 'json' }).$type<PatchWindow[]>().notNull(),
})

/** When runs of a kind open by themselves. Without a row, or with null: by hand alone. */
export const patchSchedules = sqliteTable('patch_schedules', {
  kind: text().primaryKey(),
  schedule: text({ mode: 'json' }).$type<PatchSchedule | null>(),
  /** The action that tells the keep. */
  action: text().notNull(),
  state: text().$type<'pending' | 'active' | 'failed'>().notNull(),
  error: text({ mode: 'json' }).$type<ErrorView>(),
  setBy: text('set_by').notNull(),
  openedAt: integer('opened_at'),
})

/** One run brings all services of a kind to one new image. */
export const patchRuns = sqliteTable(
  'patch_runs',
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    state: text().$type<RunState>().notNull(),
    paused: integer({ mode: 'boolean' }).notNull().default(false),
    cancelled: integer({ mode: 'boolean' }).notNull().default(false),
    /** New services of the kind are made from its image. */
    switched: integer({ mode: 'boolean' }).notNull().default(false),
    options: text({ mode: 'json' }).$type<KeptRunOptions>().notNull(),
    actor: text({ mode: 'json' }).$type<Actor>().notNull(),
    startedBy: text('started_by').notNull(),
    /** The action that it waits for: a build, a switch, a removal. */
    action: text(),
    image: text(),
    version: text(),
    /** The image that was in use when it began. */
    before: text(),
    packages: text({ mode: 'json' }).$type<PackageChange[]>().notNull(),
    error: text({ mode: 'json' }).$type<ErrorView>(),
    waitUntil: integer('wait_until'),
    createdAt: integer('created_at').notNull(),
    endedAt: integer('ended_at'),
  },
  (table) => [index('patch_runs_created').on(table.createdAt), index('patch_runs_action').on(table.action)],
)

export const patchTargets = sqliteTable(
  'patch_targets',
  {
    run: text()
      .notNull()
      .references(() => patchRuns.id, { onDelete: 'cascade' }),
    service: text().notNull(),
    serviceName: text('service_name').notNull(),
    tenant: text().notNull(),
    tenantName: text('tenant_name').notNull(),
    first: integer({ mode: 'boolean' }).notNull(),
    state: text().$type<TargetState>().notNull(),
    action: text(),
    /** How often it was asked for without anything being decided. */
    attempts: integer().notNull().default(0),
    error: text({ mode: 'json' }).$type<ErrorView>(),
    heldMs: integer('held_ms'),
    startedAt: integer('started_at'),
    endedAt: integer('ended_at'),
  },
  (table) => [
    primaryKey({ columns: [table.run, table.service] }),
    uniqueIndex('patch_targets_action').on(table.action),
    index('patch_targets_service').on(table.service, table.endedAt),
  ],
)
