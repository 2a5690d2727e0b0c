import { and, count, eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { addDomainInput, listDomainsInput, updateDomainInput } from '../../contracts/api.ts'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { DomainView, Page } from '../../contracts/views.ts'
import type { Queries } from '../../db/client.ts'
import { certificates, domains, services } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { coversName } from '../certificates/names.ts'
import { change } from '../change.ts'
import { holds, orderBy, visible } from '../listing.ts'
import { stillAs } from '../meanwhile.ts'
import { takesDomains, takesPassthrough } from '../services/policy.ts'
import { usableService } from '../services/rows.ts'
import { leadsOn } from './redirects.ts'
import { wantRoutes } from './routes.ts'
import { insertDomain } from './rows.ts'

export function list(app: App, caller: Caller, input: z.output<typeof listDomainsInput>): Page<DomainView> {
  const { queries } = app.database
  const where = and(
    visible(caller, domains.tenant, domains.service),
    input.tenant === undefined ? undefined : eq(domains.tenant, input.tenant),
    input.service === undefined ? undefined : eq(domains.service, input.service),
    holds(input.search, [domains.name, services.name]),
  )
  const sorts = { name: domains.name, service: services.name, state: domains.state, createdAt: domains.createdAt }
  const rows = queries
    .select({ domain: domains, serviceName: services.name })
    .from(domains)
    .innerJoin(services, eq(services.id, domains.service))
    .where(where)
    .orderBy(orderBy(sorts, input.sort, input.descending), domains.name)
    .limit(input.limit)
    .offset(input.offset)
    .all()
  const total = queries.select({ all: count() }).from(domains).innerJoin(services, eq(services.id, domains.service)).where(where).get()
  const certificatesOf = new Map<string, { id: string; names: string[] }[]>()
  for (const { domain } of rows)
    if (!certificatesOf.has(domain.tenant)) certificatesOf.set(domain.tenant, usableCertificates(queries, domain.tenant))
  const items = rows.map(({ domain, serviceName }) => ({
    id: domain.id,
    tenant: domain.tenant,
    service: domain.service,
    serviceName,
    name: domain.name,
    redirectTo: domain.redirectTo,
    tls: domain.tls,
    certificate:
      domain.tls === 'uploaded'
        ? (certificatesOf.get(domain.tenant)?.find(({ names }) => coversName(names, domain.name))?.id ?? null)
        : null,
    state: domain.state,
    error: domain.error,
  }))
  return { items, total: total?.all ?? 0 }
}

export function add(app: App, caller: Caller, input: z.output<typeof addDomainInput>): AskedView & { domain: string } {
  const tenant = usableService(app.database.queries, input.service).tenant.id
  return change(
    app,
    caller,
    { what: 'domain.add', tenant, object: input.service, detail: input.name },
    ['domains', 'services'],
    (tx, now) => {
      const { service, kind } = usableService(tx, input.service)
      takesDomains(kind)
      if (input.tls === 'passthrough') takesPassthrough(kind, service.config)
      leadsOn(tx, input.name, input.redirectTo)
      const { name, redirectTo, tls } = input
      const domain = insertDomain(app, tx, { tenant, service: service.id, name, redirectTo, tls, now })
      return { domain, action: wantRoutes(tx, tenant, actorOf(caller, tenant), now) }
    },
  )
}

export function update(app: App, caller: Caller, input: z.output<typeof updateDomainInput>): AskedView {
  const { tenant } = rowOf(app.database.queries, input.domain)
  return change(app, caller, { what: 'domain.update', tenant, object: input.domain }, ['domains'], (tx, now) => {
    const row = rowOf(tx, input.domain)
    stillAs(input.was, row, `The domain ${row.name}`)
    const redirectTo = input.redirectTo === undefined ? row.redirectTo : input.redirectTo
    if (input.redirectTo !== undefined) leadsOn(tx, row.name, redirectTo)
    if (input.tls === 'passthrough') {
      const { service, kind } = usableService(tx, row.service)
      takesPassthrough(kind, service.config)
    }
    tx.update(domains)
      .set({ redirectTo, tls: input.tls ?? row.tls, state: 'pending', error: null })
      .where(eq(domains.id, row.id))
      .run()
    return { action: wantRoutes(tx, tenant, actorOf(caller, tenant), now) }
  })
}

export function remove(app: App, caller: Caller, domain: string): AskedView {
  const { tenant, name } = rowOf(app.database.queries, domain)
  return change(app, caller, { what: 'domain.remove', tenant, object: domain, detail: name }, ['domains', 'services'], (tx, now) => {
    rowOf(tx, domain)
    tx.update(domains).set({ state: 'deleting' }).where(eq(domains.id, domain)).run()
    return { action: wantRoutes(tx, tenant, actorOf(caller, tenant), now) }
  })
}

function rowOf(tx: Queries, domain: string): typeof domains.$inferSelect {
  const row = tx.select().from(domains).where(eq(domains.id, domain)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  if (row.state === 'deleting') throw new ReeveError('conflict', 'This domain is being removed.')
  return row
}

const usableCertificates = (tx: Queries, tenant: string) =>
  tx
    .select({ id: certificates.id, names: certificates.names })
    .from(certificates)
    .where(and(eq(certificates.tenant, tenant), eq(certificates.state, 'active')))
    .all()
