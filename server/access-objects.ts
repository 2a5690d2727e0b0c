import { and, eq, isNull } from 'drizzle-orm'
import { serviceId } from '../contracts/ids.ts'
import type { Queries } from '../db/client.ts'
import {
  actions,
  alerts,
  authenticators,
  certificates,
  domains,
  invitations,
  plans,
  requests,
  services,
  tenants,
} from '../db/schema/index.ts'

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
  | 'alert'
  | 'plan'

export interface Owner {
  /** Null: the installation's own, for administrators. */
  tenant: string | null
  /** The service that it belongs to; null: to the tenant as a whole. */
  service: string | null
  /** The reseller whose tenant, or whose plan, it is. */
  reseller: string | null
  suspended: boolean
}

interface Found {
  tenant: string | null
  service?: string | null
  reseller?: string | null
}

type Fields = Record<string, unknown>
/** Tenant null for the installation's own; undefined for absent. */
type Finder = (tx: Queries, id: string, fields: Fields) => Found | undefined

const finders: Record<ObjectName, { field: string; find: Finder }> = {
  tenant: { field: 'tenant', find: (_, tenant) => ({ tenant }) },
  tenantName: {
    field: 'name',
    find: (tx, name) => tx.select({ tenant: tenants.id }).from(tenants).where(eq(tenants.name, name)).get(),
  },
  service: {
    field: 'service',
    find: (tx, id) =>
      tx
        .select({ tenant: services.tenant, service: services.id })
        .from(services)
        .where(and(eq(services.id, id), isNull(services.goneWith)))
        .get(),
  },
  serviceName: {
    field: 'name',
    find: (tx, name, { tenantName }) =>
      typeof tenantName !== 'string'
        ? undefined
        : tx
            .select({ tenant: services.tenant, service: services.id })
            .from(services)
            .innerJoin(tenants, eq(tenants.id, services.tenant))
            .where(and(eq(tenants.name, tenantName), eq(services.name, name), isNull(services.goneWith)))
            .get(),
  },
  domain: {
    field: 'domain',
    find: (tx, id) => tx.select({ tenant: domains.tenant, service: domains.service }).from(domains).where(eq(domains.id, id)).get(),
  },
  certificate: {
    field: 'certificate',
    find: (tx, id) => tx.select({ tenant: certificates.tenant }).from(certificates).where(eq(certificates.id, id)).get(),
  },
  action: {
    field: 'action',
    find: (tx, id) => {
      const row = tx.select({ tenant: actions.tenant, object: actions.object }).from(actions).where(eq(actions.id, id)).get()
      return row && { tenant: row.tenant, service: serviceId.safeParse(row.object).success ? row.object : null }
    },
  },
  invitation: {
    field: 'invitation',
    find: (tx, id) => tx.select({ tenant: invitations.tenant }).from(invitations).where(eq(invitations.id, id)).get(),
  },
  request: {
    field: 'request',
    find: (tx, id) => tx.select({ tenant: requests.tenant, service: requests.service }).from(requests).where(eq(requests.id, id)).get(),
  },
  alert: {
    field: 'alert',
    find: (tx, id) => tx.select({ tenant: alerts.tenant, service: alerts.service }).from(alerts).where(eq(alerts.id, id)).get(),
  },
  authenticator: {
    field: 'authenticator',
    find: (tx, id) => tx.select({ tenant: authenticators.tenant }).from(authenticators).where(eq(authenticators.id, id)).get(),
  },
  plan: {
    field: 'plan',
    find: (tx, id) => {
      const row = tx.select({ reseller: plans.reseller }).from(plans).where(eq(plans.id, id)).get()
      return row && { tenant: null, reseller: row.reseller }
    },
  },
}

/** The field of an input that names one. */
export const fieldOf = (object: ObjectName): string => finders[object].field

/** Whose the object is that the input names; `unnamed` when it names none, undefined when there is none of that name. */
export function ownerOf(tx: Queries, object: ObjectName, fields: Fields): Owner | 'unnamed' | undefined {
  const { field, find } = finders[object]
  const id = fields[field]
  if (id === undefined || id === null) return 'unnamed'
  if (typeof id !== 'string') return undefined
  const found = find(tx, id, fields)
  if (found === undefined) return undefined
  const { tenant, service = null, reseller = null } = found
  const ofInstallation = { tenant: null, service: null, reseller, suspended: false }
  if (tenant === null) return ofInstallation
  const row = tx.select({ suspended: tenants.suspended, reseller: tenants.reseller }).from(tenants).where(eq(tenants.id, tenant)).get()
  // What a deleted tenant left behind (its actions) is for administrators.
  if (row === undefined) return object === 'tenant' ? undefined : ofInstallation
  return { tenant, service, ...row }
}
