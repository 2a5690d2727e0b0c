import { and, count, eq, ne, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { listRequestsInput } from '../../contracts/api.ts'
import type { RequestView } from '../../contracts/requests.ts'
import type { Page } from '../../contracts/views.ts'
import { requests, services, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { holds, orderBy, visible } from '../listing.ts'

/** As text, since two people stand in one row. */
const nameOf = (column: 'person' | 'decided_by') =>
  sql<string | null>`coalesce((select name from people where people.id = requests.${sql.raw(column)}), requests.${sql.raw(column)})`

const joined = (app: App) =>
  app.database.queries
    .select({
      request: requests,
      tenantName: tenants.name,
      serviceName: services.name,
      personName: nameOf('person'),
      decidedByName: nameOf('decided_by'),
    })
    .from(requests)
    .innerJoin(tenants, eq(tenants.id, requests.tenant))
    .innerJoin(services, eq(services.id, requests.service))

export function list(app: App, caller: Caller, input: z.output<typeof listRequestsInput>): Page<RequestView> {
  const where = and(
    visible(caller, requests.tenant, requests.service),
    input.tenant === undefined ? undefined : eq(requests.tenant, input.tenant),
    input.service === undefined ? undefined : eq(requests.service, input.service),
    input.state === undefined ? undefined : eq(requests.state, input.state),
    input.answered === undefined ? undefined : (input.answered ? ne : eq)(requests.state, 'waiting'),
    holds(input.search, [services.name, tenants.name, requests.reason]),
  )
  const sorts = { createdAt: requests.createdAt, service: services.name, tenant: tenants.name, state: requests.state }
  const rows = joined(app)
    .where(where)
    .orderBy(orderBy(sorts, input.sort, input.descending), requests.id)
    .limit(input.limit)
    .offset(input.offset)
    .all()
  const total = app.database.queries
    .select({ all: count() })
    .from(requests)
    .innerJoin(tenants, eq(tenants.id, requests.tenant))
    .innerJoin(services, eq(services.id, requests.service))
    .where(where)
    .get()
  return { items: rows.map(view), total: total?.all ?? 0 }
}

export function get(app: App, request: string): RequestView {
  const row = joined(app).where(eq(requests.id, request)).get()
  if (row === undefined) throw new Error(`the request ${request} has no row`)
  return view(row)
}

const view = ({ request, ...names }: NonNullable<ReturnType<ReturnType<typeof joined>['get']>>): RequestView => ({
  id: request.id,
  person: request.person,
  tenant: request.tenant,
  service: request.service,
  ...names,
  wish: request.wish,
  before: request.before,
  reason: request.reason,
  state: request.state,
  decider: request.decider,
  rule: request.rule,
  answer: request.answer,
  action: request.action,
  createdAt: request.createdAt,
  decidedAt: request.decidedAt,
})
