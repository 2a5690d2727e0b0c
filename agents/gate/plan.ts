import { ReeveError } from '../../contracts/errors.ts'
import type { GateState, ResolvedRoutes } from '../../contracts/gate.ts'
import type { ServiceRoutes } from '../../contracts/routes.ts'
import type { RoutesFacts } from '../core/facts.ts'

/** Joins the wish with what the keep knows. A service that the keep has not made yet cannot be routed: `not_found`. */
export function resolve(services: readonly ServiceRoutes[], facts: RoutesFacts): ResolvedRoutes[] {
  return services.map((routes) => {
    const known = facts.services[routes.service]
    if (known === undefined) throw new ReeveError('not_found', `There is no service ${routes.service} to route to. Create it first.`)
    return { ...routes, address: known.address, ownAddress: known.ownAddress, ports: known.ports }
  })
}

/** Somebody else's certificate is as good as none. */
export const isForeign = (state: GateState, tenant: string, certificate: string): boolean =>
  state.certificates.some((found) => found.certificate === certificate && found.tenant !== tenant)
