import type { ResolvedRoutes, TenantRoutes } from '../../../../contracts/gate.ts'
import type { TlsMode } from '../../../../contracts/routes.ts'
import type { Layout, MapName } from './layout.ts'

/** What rules of the firewall say to HAProxy (firewall/partition.ts), and since when a change of them waits for a word. */
type FirewallMap = 'policies' | 'sources' | 'guard'
export type FirewallMaps = Record<FirewallMap, Map<string, string>>
export type Maps = Record<Exclude<MapName, 'live' | FirewallMap>, Map<string, string>>

/** A name for which the gate ends TLS, and whose it is; the panel's has no tenant. */
export interface TlsName {
  name: string
  tenant: string | undefined
  tls: Exclude<TlsMode, 'passthrough'>
}

/** Every service of every tenant, with the tenant. */
export function* allServices(tenants: ReadonlyMap<string, TenantRoutes>): Generator<[ResolvedRoutes, string]> {
  for (const [tenant, routes] of tenants) for (const service of routes.services) yield [service, tenant]
}

/** What all tenants wish together, as HAProxy's maps. Conflicts were refused before (`conflicts.ts`). */
export function mergeMaps(tenants: ReadonlyMap<string, TenantRoutes>, panel: Layout['panel']): Maps {
  const maps: Maps = {
    hosts: new Map(),
    redirects: new Map(),
    passthrough: new Map(),
    tls: new Map(),
    addresses: new Map(),
    databases: new Map(),
    suspended: new Map(),
    panel: new Map(panel.hosts.map((host) => [host, panel.tls && isName(host) ? 'tls' : 'http'])),
  }
  for (const [service, tenant] of allServices(tenants)) {
    for (const host of service.hosts) {
      maps.hosts.set(host.name, service.service)
      if (host.redirectTo !== null) maps.redirects.set(host.name, host.redirectTo)
      if (host.tls === 'passthrough') maps.passthrough.set(host.name, service.service)
    }
    for (const { port } of service.ports) {
      if (service.ownAddress !== null) maps.addresses.set(`${service.ownAddress}:${port}`, service.service)
    }
    for (const database of service.databases) maps.databases.set(database, service.service)
    if (tenants.get(tenant)?.suspended) maps.suspended.set(service.service, tenant)
  }
  for (const { name } of tlsNames(tenants, panel)) maps.tls.set(name, 'end')
  return maps
}

export function tlsNames(tenants: ReadonlyMap<string, TenantRoutes>, panel: Layout['panel']): TlsName[] {
  const names: TlsName[] = panel.tls ? panel.hosts.filter(isName).map((name) => ({ name, tenant: undefined, tls: 'own' })) : []
  for (const [service, tenant] of allServices(tenants)) {
    for (const { name, tls } of service.hosts) if (tls !== 'passthrough') names.push({ name, tenant, tls })
  }
  return names
}

/** `localhost` and bare addresses have no certificate. */
const isName = (host: string) => host.includes('.') && !/^[\d.]+$/.test(host)
