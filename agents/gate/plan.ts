import { ReeveError } from '../../contracts/errors.ts'
import type { GateState, ResolvedRoutes, TenantRoutes } from '../../contracts/gate.ts'
import type { ServiceRoutes } from '../../contracts/routes.ts'
import type { RoutesFacts } from '../core/facts.ts'

export type Step = { do: 'put routes'; tenant: string; routes: TenantRoutes } | { do: 'delete certificate'; certificate: string }

/** Joins the wish with what the keep knows. A service that the keep has not made yet cannot be routed: `not_found`. */
export function resolve(services: readonly ServiceRoutes[], facts: RoutesFacts): ResolvedRoutes[] {
  return services.map((routes) => {
    const known = facts.services[routes.service]
    if (known === undefined) throw new ReeveError('not_found', `There is no service ${routes.service} to route to. Create it first.`)
    return { ...routes, address: known.address, ownAddress: known.ownAddress, ports: known.ports }
  })
}

/** Nothing when the gate has these routes already. `digest` is that of `routes`. */
export function planRoutes(state: GateState, tenant: string, routes: TenantRoutes, digest: string): Step[] {
  const has = state.tenants.find((found) => found.tenant === tenant)
  return has?.digest === digest ? [] : [{ do: 'put routes', tenant, routes }]
}

/** Somebody else's certificate is as good as none. */
export function planDeletion(state: GateState, tenant: string, certificate: string): Step[] {
  const mine = state.certificates.some((found) => found.certificate === certificate && found.tenant === tenant)
  return mine ? [{ do: 'delete certificate', certificate }] : []
}
