import { and, asc, count, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { listServicesInput } from '../../contracts/api.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { withoutSecretSettings } from '../../contracts/kinds.ts'
import { boundBy } from '../../contracts/limits.ts'
import type { PowerState } from '../../contracts/states.ts'
import type { Page, ServiceView, WakeView } from '../../contracts/views.ts'
import { domains, kinds, observations, plans, services, tenants, traffic, wakes } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { holds, orderBy, visible } from '../listing.ts'
import { asRates } from '../traffic/month.ts'

const power = sql<PowerState>`coalesce(${observations.state}, 'absent')`

/** Services with all that a row of a list shows; every join is by a primary key. */
const joined = (app: App) =>
  app.database.queries
    .select({
      service: services,
      tenantName: tenants.name,
      kind: kinds.descriptor,
      planIdle: plans.idle,
      limits: plans.limits,
      mbps: traffic.mbps,
      power,
      since: observations.since,
      connections: observations.connections,
    })
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .innerJoin(plans, eq(plans.id, tenants.plan))
    .leftJoin(traffic, eq(traffic.tenant, tenants.id))
    .leftJoin(kinds, eq(kinds.kind, services.kind))
    .leftJoin(observations, eq(observations.service, services.id))

type Joined = ReturnType<ReturnType<typeof joined>['all']>[number]

export function list(app: App, caller: Caller, input: z.output<typeof listServicesInput>): Page<ServiceView> {
  const where = and(
    isNull(services.goneWith),
    visible(caller, services.tenant, services.id),
    input.tenant === undefined ? undefined : eq(services.tenant, input.tenant),
    input.kind === undefined ? undefined : eq(services.kind, input.kind),
    input.power === undefined ? undefined : eq(power, input.power),
    holds(input.search, [services.name, tenants.name, services.kind]),
  )
  const sorts = {
    name: services.name,
    tenant: tenants.name,
    kind: services.kind,
    state: services.state,
    power,
    since: observations.since,
    createdAt: services.createdAt,
  }
  const rows = joined(app)
    .where(where)
    .orderBy(orderBy(sorts, input.sort, input.descending), asc(services.name))
    .limit(input.limit)
    .offset(input.offset)
    .all()
  const total = app.database.queries
    .select({ all: count() })
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .leftJoin(observations, eq(observations.service, services.id))
    .where(where)
    .get()
  return { items: views(app, rows), total: total?.all ?? 0 }
}

export function get(app: App, service: string): ServiceView {
  const [view] = views(app, joined(app).where(eq(services.id, service)).all())
  if (view === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  return view
}

export function find(app: App, { tenantName, name }: { tenantName: string; name: string }): ServiceView {
  const [view] = views(
    app,
    joined(app)
      .where(and(eq(tenants.name, tenantName), eq(services.name, name), isNull(services.goneWith)))
      .all(),
  )
  if (view === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  return view
}

/** Newest first. */
export const wakesOf = (app: App, { service, limit }: { service: string; limit: number }): WakeView[] =>
  app.database.queries
    .select()
    .from(wakes)
    .where(eq(wakes.service, service))
    .orderBy(desc(wakes.at))
    .limit(limit)
    .all()
    .map(({ at, from, by, source, milliseconds, engineMilliseconds, error }) => ({
      at,
      from,
      by,
      source,
      milliseconds,
      engineMilliseconds,
      error,
    }))

function views(app: App, rows: Joined[]): ServiceView[] {
  const names = new Map<string, string[]>()
  const ids = rows.map((row) => row.service.id)
  const found =
    ids.length === 0 ? [] : app.database.queries.select().from(domains).where(inArray(domains.service, ids)).orderBy(domains.name).all()
  for (const { service, name, state } of found) if (state !== 'deleting') names.set(service, [...(names.get(service) ?? []), name])
  return rows.map(({ service, tenantName, kind, planIdle, limits, mbps, power: state, since, connections }) => ({
    id: service.id,
    tenant: service.tenant,
    tenantName,
    name: service.name,
    kind: service.kind,
    kindTitle: kind?.title ?? service.kind,
    state: service.state,
    power: state,
    since,
    connections: connections ?? 0,
    resources: service.resources,
    effective: boundBy(boundBy(service.resources, limits), asRates(mbps)),
    notes: service.notes,
    halted: service.halted,
    firstPort: service.firstPort,
    packages: service.packages,
    idle: service.idle ?? planIdle,
    planIdle,
    ownIdle: service.idle !== null,
    config: withoutSecretSettings(service.config),
    ownAddress: service.ownAddress,
    ports: service.ports,
    domains: names.get(service.id) ?? [],
    files: kind?.files ?? false,
    accounts: (kind?.accounts ?? null) !== null,
    createdAt: service.createdAt,
    error: service.error,
  }))
}
