import { and, count, eq, ne } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import type { TlsMode } from '../../contracts/routes.ts'
import type { Queries } from '../../db/client.ts'
import { domains, plans, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { nameable } from '../services/policy.ts'
import { domainsOf } from '../tenants/limits.ts'
import { withinDomains } from '../tenants/policy.ts'

export interface NewDomain {
  tenant: string
  service: string
  name: string
  redirectTo: string | null
  tls: TlsMode
  now: number
}

/** Adds a name. Who comes second gets `conflict`, and does not learn whose the name is. */
export function insertDomain(app: Pick<App, 'config'>, tx: Queries, { now, ...domain }: NewDomain): string {
  if (panelNames(app).has(domain.name)) throw taken(domain.name)
  if (tx.select({ id: domains.id }).from(domains).where(eq(domains.name, domain.name)).get() !== undefined) throw taken(domain.name)
  const others = tx
    .select({ all: count() })
    .from(domains)
    .where(and(eq(domains.service, domain.service), ne(domains.state, 'deleting')))
    .get()
  nameable((others?.all ?? 0) + 1)
  const plan = tx
    .select({ limits: plans.limits, tenant: tenants.name })
    .from(plans)
    .innerJoin(tenants, eq(tenants.plan, plans.id))
    .where(eq(tenants.id, domain.tenant))
    .get()
  if (plan !== undefined) withinDomains(domainsOf(tx, domain.tenant) + 1, plan.limits, plan.tenant)
  const id = newId('d')
  tx.insert(domains)
    .values({ id, ...domain, state: 'pending', generation: 0, createdAt: now })
    .run()
  return id
}

/** Names that the panel itself is reached by. */
const panelNames = ({ config }: Pick<App, 'config'>): Set<string> =>
  new Set([config.site.rpId, ...[config.site.url, ...config.site.origins].map((url) => new URL(url).hostname)])

const taken = (name: string): ReeveError =>
  new ReeveError('conflict', `The domain ${name} is in use on this installation already. Use another name, or remove it where it is.`)
