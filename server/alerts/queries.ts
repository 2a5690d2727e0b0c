import { and, desc, eq, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { AlertEventView, AlertView, anyProblem, licenceDays } from '../../contracts/alerts.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { Queries } from '../../db/client.ts'
import { alertEvents, alerts, memberships, people, services, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { visible } from '../listing.ts'
import { scopeOf } from './policy.ts'

export type AlertRow = typeof alerts.$inferSelect

/** Rules of one tenant, or of all that the caller sees; those of the installation are for administrators. */
export function list(app: App, caller: Caller, { tenant }: { tenant?: string | undefined }): AlertView[] {
  const own = tenant === undefined ? undefined : eq(alerts.tenant, tenant)
  return named(app.database.queries, and(visible(caller, alerts.tenant, alerts.service), own)).map(view)
}

export function get(app: App, alert: string): AlertView {
  const [row] = named(app.database.queries, eq(alerts.id, alert))
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  return view(row)
}

const named = (queries: Queries, where: SQL | undefined) =>
  queries
    .select({ alert: alerts, tenantName: tenants.name, serviceName: services.name })
    .from(alerts)
    .leftJoin(services, eq(services.id, alerts.service))
    // A rule of the installation may be about a tenant's service: then that tenant's name is the one to show.
    .leftJoin(tenants, eq(tenants.id, sql`coalesce(${alerts.tenant}, ${services.tenant})`))
    .where(where)
    .orderBy(desc(alerts.state), desc(alerts.createdAt))
    .all()

function view({ alert, tenantName, serviceName }: ReturnType<typeof named>[number]): AlertView {
  const { secret: _, open: __, ...shown } = alert
  return { ...shown, tenantName, serviceName, scope: scopeOf(alert) }
}

interface EventsInput {
  tenant?: string | undefined
  alert?: string | undefined
  before?: number | undefined
  limit: number
}

/** What was told, newest first. */
export function events(app: App, caller: Caller, { tenant, alert, before, limit }: EventsInput): AlertEventView[] {
  return (
    app.database.queries
      .select({ event: alertEvents, alert: alerts, tenantName: tenants.name, serviceName: services.name })
      .from(alertEvents)
      .innerJoin(alerts, eq(alerts.id, alertEvents.alert))
      .leftJoin(services, eq(services.id, alerts.service))
      // A rule of the installation may be about a tenant's service: then that tenant's name is the one to show.
      .leftJoin(tenants, eq(tenants.id, sql`coalesce(${alerts.tenant}, ${services.tenant})`))
      .where(
        and(
          visible(caller, alerts.tenant, alerts.service),
          tenant === undefined ? undefined : eq(alerts.tenant, tenant),
          alert === undefined ? undefined : eq(alerts.id, alert),
          before === undefined ? undefined : lt(alertEvents.id, before),
        ),
      )
      .orderBy(desc(alertEvents.id))
      .limit(limit)
      .all()
      .map(({ event, alert: rule, tenantName, serviceName }) => ({
        id: event.id,
        alert: rule.id,
        tenant: rule.tenant,
        tenantName,
        service: rule.service,
        serviceName,
        metric: rule.metric,
        direction: rule.direction,
        threshold: rule.threshold,
        at: event.at,
        what: event.what,
        value: event.value,
        licence: event.licence === null ? null : { title: event.licence.title, ends: event.licence.ends },
        problems: event.problems?.map(({ text, link }) => ({ text, link })) ?? null,
        mail: event.mail,
        webhook: event.webhook,
        error: event.error,
      }))
  )
}

/** Addresses of a tenant's people. */
export function peopleOf(queries: Queries, tenant: string): Set<string> {
  const rows = queries
    .select({ email: people.email })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.person))
    .where(and(eq(memberships.tenant, tenant), eq(people.suspended, false)))
    .all()
  return new Set(rows.map(({ email }) => email))
}

/** Whom a rule that is there by itself tells: the tenant's owners, or the administrators. */
export const concernedBy = (queries: Queries, tenant: string | null): string[] =>
  (tenant === null
    ? queries
        .select({ email: people.email })
        .from(people)
        .where(and(eq(people.administrator, true), eq(people.suspended, false)))
    : queries
        .select({ email: people.email })
        .from(memberships)
        .innerJoin(people, eq(people.id, memberships.person))
        .where(and(eq(memberships.tenant, tenant), eq(memberships.role, 'owner'), eq(people.suspended, false)))
  )
    .all()
    .map(({ email }) => email)

/** The rule that is there by itself about licences or problems, of a tenant or of the installation. */
export const byItself = (tenant: string | null, metric: typeof licenceDays | typeof anyProblem): SQL | undefined =>
  and(
    eq(alerts.metric, metric),
    tenant === null ? isNull(alerts.tenant) : eq(alerts.tenant, tenant),
    isNull(alerts.webhook),
    sql`json_array_length(${alerts.mail}) = 0`,
  )

/** Rules that fire now, of one tenant or (null) of all. */
export const firing = (queries: Queries, tenant: string | null): AlertView[] =>
  named(queries, and(eq(alerts.state, 'firing'), tenant === null ? undefined : eq(alerts.tenant, tenant))).map(view)

export const countOf = (queries: Queries, tenant: string | undefined): number =>
  queries
    .select({ id: alerts.id })
    .from(alerts)
    .where(tenant === undefined ? isNull(alerts.tenant) : eq(alerts.tenant, tenant))
    .all().length
