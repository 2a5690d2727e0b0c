import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { BackupPolicy } from '../../contracts/backups.ts'
import type { ErrorView } from '../../contracts/errors.ts'
import { plans } from './plans.ts'
import { services } from './services.ts'

/** When each service is backed up. What backups there are, the vault knows. */
export const backupTurns = sqliteTable(
  'backup_turns',
  {
    service: text()
      .primaryKey()
      .references(() => services.id, { onDelete: 'cascade' }),
    /** Its own choice; null follows the plan. */
    policy: text({ mode: 'json' }).$type<BackupPolicy>(),
    /** Null: nothing is planned. */
    nextAt: integer('next_at'),
    lastAt: integer('last_at'),
    error: text({ mode: 'json' }).$type<ErrorView>(),
    /** When every byte of its tenant's repository was asked to be read, and a trial of its newest backup was asked for. */
    verifiedAt: integer('verified_at').notNull().default(0),
    drilledAt: integer('drilled_at').notNull().default(0),
  },
  (table) => [index('backup_turns_next').on(table.nextAt)],
)

/** When the installation itself is backed up: one row. */
export const controlBackups = sqliteTable('control_backups', {
  id: text().primaryKey(),
  /** Null: daily. */
  policy: text({ mode: 'json' }).$type<BackupPolicy>(),
  nextAt: integer('next_at'),
  lastAt: integer('last_at'),
  error: text({ mode: 'json' }).$type<ErrorView>(),
  /** When it was looked at first: without any backup it is late two days after that. */
  since: integer().notNull(),
})

/** What a plan gives to services that have chosen nothing. Without a row: contracts/backups.ts says. */
export const backupPlans = sqliteTable('backup_plans', {
  plan: text()
    .primaryKey()
    .references(() => plans.id, { onDelete: 'cascade' }),
  policy: text({ mode: 'json' }).$type<BackupPolicy>().notNull(),
})
