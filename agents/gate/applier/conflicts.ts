import { ReeveError } from '../../../contracts/errors.ts'
import type { ResolvedRoutes, TenantRoutes } from '../../../contracts/gate.ts'
import { maxCertificates } from '../../../contracts/limits.ts'
import { allServices } from './render/maps.ts'
import type { StoredCertificate } from './store.ts'

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

/** Chains and keys of all certificates together: the applier holds them in memory, and once more as they are served. */
const maxBytes = 16_777_216
const bytesOf = ({ chain, key }: StoredCertificate) => chain.length + key.length

/** Throws `over_limit` for a new certificate beyond what one tenant, or the gate, may have. */
export function refuseTooMany(wanted: StoredCertificate, held: ReadonlyMap<string, StoredCertificate>): void {
  const others = [...held.values()].filter(({ certificate }) => certificate !== wanted.certificate)
  if (others.filter(({ tenant }) => tenant === wanted.tenant).length >= maxCertificates) {
    throw new ReeveError('over_limit', `A tenant has at most ${maxCertificates} certificates. Delete those that are not used any more.`)
  }
  if (others.reduce((sum, other) => sum + bytesOf(other), bytesOf(wanted)) > maxBytes) {
    throw new ReeveError('over_limit', 'The gate holds as many certificates as it can. Delete those that are not used any more.')
  }
}

const claims = (service: ResolvedRoutes): string[] => [
  `service ${service.service}`,
  `internal address ${service.address}`,
  ...service.hosts.map(({ name }) => `host ${name}`),
  ...(service.ownAddress === null ? [] : [`address ${service.ownAddress}`]),
  ...service.databases.map((name) => `database ${name}`),
]
