import { ReeveError } from '../../../contracts/errors.ts'
import type { ResolvedRoutes, TenantRoutes } from '../../../contracts/gate.ts'
import { allServices } from './render/maps.ts'

/**
 * A name, address or database leads to one service. Who has it keeps it; a wish that takes it from another service, or names it twice, is refused
 * as a whole. Throws `conflict` with the name, but not whose it is.
 */
export function refuseConflicts(
  tenant: string,
  wanted: TenantRoutes,
  tenants: ReadonlyMap<string, TenantRoutes>,
  panelHosts: readonly string[],
): void {
  const taken = new Set(panelHosts.map((host) => `host ${host}`))
  for (const [service, owner] of allServices(tenants)) if (owner !== tenant) for (const claim of claims(service)) taken.add(claim)
  for (const service of wanted.services) {
    for (const claim of claims(service)) {
      if (taken.has(claim)) throw new ReeveError('conflict', `The ${claim} leads to another service already. Choose another one.`)
      taken.add(claim)
    }
  }
}

const claims = (service: ResolvedRoutes): string[] => [
  `service ${service.service}`,
  `internal address ${service.address}`,
  ...service.hosts.map(({ name }) => `host ${name}`),
  ...(service.ownAddress === null ? [] : [`address ${service.ownAddress}`]),
  ...service.databases.map((name) => `database ${name}`),
]
