import type { AddressSet, InstallationRules, TenantRules } from '../../../../contracts/firewall.ts'
import type { FirewallState } from '../../../../contracts/firewall-decide.ts'
import type { TenantRoutes } from '../../../../contracts/gate.ts'
import { allServices } from '../render/maps.ts'

/** A service as the firewall sees it. */
export interface Guarded {
  service: string
  tenant: string
  /** On the tenants' network. */
  address: string
  /** Where clients connect to when it is found by address. */
  ownAddress: string | null
  /** Ports at the shared address by which its names are found. */
  sharedPorts: number[]
}

/** Everything that the ruleset is made from. */
export interface Wanted {
  installation: InstallationRules
  tenants: ReadonlyMap<string, TenantRules>
  /** The administrator's sets. */
  sets: ReadonlyMap<string, AddressSet>
  services: readonly Guarded[]
  suspended: ReadonlySet<string>
}

export const noRules: InstallationRules = { rules: [], plans: [], sets: [] }

/** Where the keep says that services are, as routes carry it. */
export function placesOf(routes: ReadonlyMap<string, TenantRoutes>): Pick<Wanted, 'services' | 'suspended'> {
  const services = [...allServices(routes)].map(
    ([{ service, address, ownAddress, hosts, databases }, tenant]): Guarded => ({
      ...{ service, tenant, address, ownAddress },
      sharedPorts: [...(hosts.length > 0 ? [80, 443] : []), ...(databases.length > 0 ? [5432] : [])],
    }),
  )
  return { services, suspended: new Set([...routes].filter(([, { suspended }]) => suspended).map(([tenant]) => tenant)) }
}

/** All sets, a tenant's own among them: ids are never the same. */
export const allSets = ({ sets, tenants }: Pick<Wanted, 'sets' | 'tenants'>): Map<string, AddressSet> =>
  new Map([...sets, ...[...tenants.values()].flatMap((tenant) => tenant.sets.map((set): [string, AddressSet] => [set.id, set]))])

/** The same as the evaluator reads it. */
export const stateOf = (wanted: Wanted): FirewallState => ({ ...wanted, sets: allSets(wanted) })
