import { ReeveError } from '../../contracts/errors.ts'
import type { Owner } from '../access-objects.ts'
import type { Row } from '../access-table.ts'
import type { Caller } from '../caller.ts'

/** A token does what it is for, and nothing that no token is for: keys, tokens, accounts, approvals. */
export function tokenDoes({ token }: Caller, { token: group }: Row): void {
  if (token === null) return
  if (group === undefined) throw new ReeveError('forbidden', 'No API token may do this. Sign in.')
  if (!token.scope.groups.includes(group)) throw new ReeveError('forbidden', `This API token is not for this: it lacks "${group}".`)
}

/** What lies outside of a token's tenants and services is not there for it; of a service's tenant it sees what every member sees. */
export function tokenCovers({ token }: Caller, row: Row, owner: Owner): void {
  if (token === null) return
  const { tenants, services } = token.scope
  const ofTenant = tenants === null || (owner.tenant !== null && tenants.includes(owner.tenant))
  const ofService =
    services === null || (owner.service === null ? row.who === 'member' && row.verb === undefined : services.includes(owner.service))
  if (!ofTenant || !ofService) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
}

/** What belongs to no tenant is for tokens without such limits. */
export function tokenCoversAll({ token }: Caller): void {
  if (token === null || (token.scope.tenants === null && token.scope.services === null)) return
  throw new ReeveError('forbidden', 'This API token is for some tenants or services alone.')
}
