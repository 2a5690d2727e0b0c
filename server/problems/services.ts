import { and, eq, isNull } from 'drizzle-orm'
import { domains, services, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { coded, full, type Look, named, noCause, type Problem } from './problem.ts'

export const failedServices = (app: App, look: Look): Problem[] =>
  app.database.queries
    .select({ id: services.id, name: services.name, tenant: tenants.id, tenantName: tenants.name, error: services.error })
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .where(
      and(eq(services.state, 'failed'), isNull(services.goneWith), look.tenant === null ? undefined : eq(services.tenant, look.tenant)),
    )
    .all()
    .map((row) => ({
      ...{ key: `service:${row.id}`, class: 'failures', tenant: row.tenant, service: row.id, tone: 'bad' },
      text: `The service ${named(look, row)} failed: ${row.error?.message ?? noCause}`,
      news: `The service ${full(row)} failed${coded(row.error)}.`,
      link: `/t/${row.tenant}/services/${row.id}`,
    }))

export const failedDomains = (app: App, { tenant }: Look): Problem[] =>
  app.database.queries
    .select({ id: domains.id, name: domains.name, tenant: domains.tenant, service: domains.service, error: domains.error })
    .from(domains)
    .where(and(eq(domains.state, 'failed'), tenant === null ? undefined : eq(domains.tenant, tenant)))
    .all()
    .map((row) => ({
      ...{ key: `domain:${row.id}`, class: 'failures', tenant: row.tenant, service: row.service, tone: 'bad' },
      text: `The domain ${row.name} failed: ${row.error?.message ?? noCause}`,
      news: `The domain ${row.name} failed${coded(row.error)}.`,
      link: `/t/${row.tenant}/domains`,
    }))
