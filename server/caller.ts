import type { Actor } from '../contracts/envelope.ts'
import { ReeveError } from '../contracts/errors.ts'

/** Who makes a request: a person with a session, or the machine's root by the local socket. */
export interface Caller {
  /** Person's id, or `root`. */
  person: string
  name: string
  email: string
  administrator: boolean
  /** Stored id of the session; null for root. */
  session: string | null
  /** Tenant's id to role in it. */
  memberships: ReadonlyMap<string, 'owner' | 'member'>
}

export const root: Caller = { person: 'root', name: 'root', email: '', administrator: true, session: null, memberships: new Map() }

/** The actor that the keep sees: the strongest role that the caller has for what the action is about. */
export function actorOf(caller: Caller, tenant: string | null): Actor {
  const role = caller.administrator ? 'administrator' : tenant === null ? undefined : caller.memberships.get(tenant)
  if (role === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  return { person: caller.person, role }
}

/** Tenants whose things the caller may see in lists; null means all. */
export const visibleTenants = (caller: Caller): string[] | null => (caller.administrator ? null : [...caller.memberships.keys()])
