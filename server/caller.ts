import type { Actor } from '../contracts/envelope.ts'
import { ReeveError } from '../contracts/errors.ts'
import { type Rights, standardRights, type Verb, verbsOn, visibleServices } from '../contracts/rights.ts'
import type { Duty } from '../contracts/roles.ts'
import { system } from './dispatch/actors.ts'
import type { UsedToken } from './tokens/scope.ts'

/** Who makes a request: a person with a session or a token, or the machine's root by the local socket. */
export interface Caller {
  /** Person's id, or `root`. */
  person: string
  name: string
  email: string
  administrator: boolean
  duty: Duty | null
  /** Stored id of the session; null for root and with a token. */
  session: string | null
  /** The token that the request came with. */
  token: UsedToken | null
  /** Tenant's id to role in it. */
  memberships: ReadonlyMap<string, 'owner' | 'member'>
  /** Of memberships whose rights are not the standard ones. */
  rights: ReadonlyMap<string, Rights>
  /** Tenants that are this reseller's. */
  resold: ReadonlySet<string>
  /** Looks at this tenant as support, and is nothing else until then. */
  viewing: { tenant: string; reason: string; until: number } | null
}

export const root: Caller = {
  ...{ person: 'root', name: 'root', email: '', administrator: true, duty: null, session: null, token: null },
  ...{ memberships: new Map(), rights: new Map(), resold: new Set(), viewing: null },
}

/** The actor that the keep sees: the strongest role that the caller has for what the action is about. */
export function actorOf(caller: Caller, tenant: string | null): Actor {
  const { person, administrator, resold, memberships } = caller
  const ofTenant = tenant === null ? undefined : resold.has(tenant) ? 'reseller' : memberships.get(tenant)
  const role = administrator ? 'administrator' : ofTenant
  if (role === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  return { person, role }
}

/** Of what is only read: the keep knows no auditors and no support, and for them the backend asks itself. */
export const askerOf = (caller: Caller, tenant: string | null): Actor =>
  caller.duty === 'auditor' || caller.viewing !== null ? system : actorOf(caller, tenant)

/** Who makes a tenant: an administrator, or a reseller for themselves. */
export const makerOf = ({ person, administrator }: Caller): Actor => ({ person, role: administrator ? 'administrator' : 'reseller' })

export const rightsIn = (caller: Caller, tenant: string): Rights => caller.rights.get(tenant) ?? standardRights

/** What a caller may do with a service of a tenant they are a member of, or (null) with everything of it. */
export const verbsIn = (caller: Caller, tenant: string, service: string | null): Verb[] => verbsOn(rightsIn(caller, tenant), service)

export interface Sight {
  /** Tenants whose things the caller may see in lists; null means all. */
  tenants: string[] | null
  /** Where not all services of a tenant are seen: these are. */
  services: ReadonlyMap<string, string[]>
}

export function sightOf(caller: Caller): Sight {
  if (caller.administrator || caller.duty === 'auditor') return { tenants: null, services: new Map() }
  if (caller.viewing !== null) return { tenants: [caller.viewing.tenant], services: new Map() }
  const limited = [...caller.rights].flatMap(([tenant, rights]) => {
    const services = caller.resold.has(tenant) ? null : visibleServices(rights)
    return services === null ? [] : [[tenant, services] as const]
  })
  return { tenants: [...new Set([...caller.memberships.keys(), ...caller.resold])], services: new Map(limited) }
}
