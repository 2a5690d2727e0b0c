import { and, eq, isNull } from 'drizzle-orm'
import type { Queries } from '../db/client.ts'
import { actions, authenticators, certificates, domains, invitations, requests, services, tenants } from '../db/schema/index.ts'

/** What an input can name: the field that holds the id, and whose it is. */
export type ObjectName =
  | 'tenant'
  | 'tenantName'
  | 'service'
  | 'serviceName'
  | 'domain'
  | 'certificate'
  | 'action'
  | 'invitation'
  | 'request'
  | 'authenticator'

export interface Owner {
  /** Null: the installation's own, for administrators. */
  tenant: string | null
  suspended: boolean
}

type Fields = Record<string, unknown>
/** The tenant's id, null for the installation's own, undefined for absent. */
type Finder = (tx: Queries, id: string, fields: Fields) => string | null | undefined

const finders: Record<ObjectName, { field: string; find: Finder }> = {
  tenant: { field: 'tenant', find: (_, id) => id },
  tenantName: {
    field: 'name',
    find: (tx, name) => tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.name, name)).get()?.id,
  },
  service: {
    field: 'service',
    find: (tx, id) =>
      tx
        .select({ tenant: services.tenant })
        .from(services)
        .where(and(eq(services.id, id), isNull(services.goneWith)))
        .get()?.tenant,
  },
  serviceName: {
    field: 'name',
    find: (tx, name, { tenantName }) =>
      typeof tenantName !== 'string'
        ? undefined
        : tx
            .select({ tenant: services.tenant })
            .from(services)
            .innerJoin(tenants, eq(tenants.id, services.tenant))
            .where(and(eq(tenants.name, tenantName), eq(services.name, name), isNull(services.goneWith)))
            .get()?.tenant,
  },
  domain: {
    field: 'domain',
    find: (tx, id) => tx.select({ tenant: domains.tenant }).from(domains).where(eq(domains.id, id)).get()?.tenant,
  },
  certificate: {
    field: 'certificate',
    find: (tx, id) => tx.select({ tenant: certificates.tenant }).from(certificates).where(eq(certificates.id, id)).get()?.tenant,
  },
  action: {
    field: 'action',
    find: (tx, id) => tx.select({ tenant: actions.tenant }).from(actions).where(eq(actions.id, id)).get()?.tenant,
  },
  invitation: {
    field: 'invitation',
    find: (tx, id) => tx.select({ tenant: invitations.tenant }).from(invitations).where(eq(invitations.id, id)).get()?.tenant,
  },
  request: {
    field: 'request',
    find: (tx, id) => tx.select({ tenant: requests.tenant }).from(requests).where(eq(requests.id, id)).get()?.tenant,
  },
  authenticator: {
    field: 'authenticator',
    find: (tx, id) => tx.select({ tenant: authenticators.tenant }).from(authenticators).where(eq(authenticators.id, id)).get()?.tenant,
  },
}

/** Whose the object is that the input names; `unnamed` when it names none, undefined when there is none of that name. */
export function ownerOf(tx: Queries, object: ObjectName, fields: Fields): Owner | 'unnamed' | undefined {
  const { field, find } = finders[object]
  const id = fields[field]
  if (id === undefined || id === null) return 'unnamed'
  if (typeof id !== 'string') return undefined
  const tenant = find(tx, id, fields)
  if (tenant === undefined || tenant === null) return tenant === null ? { tenant, suspended: false } : undefined
  const row = tx.select({ suspended: tenants.suspended }).from(tenants).where(eq(tenants.id, tenant)).get()
  // What a deleted tenant left behind (its actions) is for administrators.
  if (row === undefined) return object === 'tenant' ? undefined : { tenant: null, suspended: false }
  return { tenant, suspended: row.suspended }
}
