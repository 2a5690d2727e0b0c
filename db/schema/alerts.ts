import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { AlertDirection, AlertMetric, DeliveryState, QuietHours, ToldProblem } from '../../contracts/alerts.ts'
import { services } from './services.ts'
import { tenants } from './tenants.ts'

/** `once`: nobody is told that it is over. */
export interface OpenProblem extends ToldProblem {
  key: string
  once: boolean
}

/** Rules, and how each stands. */
export const alerts = sqliteTable(
  'alerts',
  {
    id: text().primaryKey(),
    /** Null: the installation's own. */
    tenant: text().references(() => tenants.id, { onDelete: 'cascade' }),
    /** Null: the tenant as a whole, or the machine. */
    service: text().references(() => services.id, { onDelete: 'cascade' }),
    metric: text().$type<AlertMetric>().notNull(),
    direction: text().$type<AlertDirection>().notNull(),
    threshold: real().notNull(),
    holdSeconds: integer('hold_seconds').notNull(),
    quiet: text({ mode: 'json' }).$type<QuietHours>(),
    mail: text({ mode: 'json' }).$type<string[]>().notNull(),
    webhook: text(),
    /** Signs what is sent to the webhook. */
    secret: text(),
    state: text().$type<'ok' | 'firing'>().notNull().default('ok'),
    since: integer().notNull(),
    value: real(),
    /** What was told and lasts, of a rule about problems. */
    open: text({ mode: 'json' }).$type<OpenProblem[]>().notNull().default([]),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('alerts_tenant').on(table.tenant), index('alerts_service').on(table.service), index('alerts_state').on(table.state)],
)

/** What was told, or is to be told. */
export const alertEvents = sqliteTable(
  'alert_events',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    alert: text()
      .notNull()
      .references(() => alerts.id, { onDelete: 'cascade' }),
    at: integer().notNull(),
    what: text().$type<'fired' | 'resolved' | 'test'>().notNull(),
    value: real(),
    /** Which licence it is about, when that ends, and which of the steps before the end was told. */
    licence: text({ mode: 'json' }).$type<{ id: string; title: string; ends: string; step: number }>(),
    /** What began or is over, of a rule about problems. */
    problems: text({ mode: 'json' }).$type<OpenProblem[]>(),
    mail: text().$type<DeliveryState>().notNull(),
    webhook: text().$type<DeliveryState>().notNull(),
    error: text(),
    attempts: integer().notNull().default(0),
    /** When it is to be sent or tried again; null when nothing is to be done. */
    nextAttempt: integer('next_attempt'),
  },
  (table) => [index('alert_events_alert').on(table.alert, table.id), index('alert_events_next').on(table.nextAttempt)],
)
