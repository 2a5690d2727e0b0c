/**
 * The one table of addresses, networks and ports. `scripts/` builds the zones from it, the agents connect by it, and the zone test compares
 * what it finds open with it. IPv4 literals; masks in bits.
 */

/** Bridges of the engine. Only `uplink` and `keepHost` have an address of the host. Each other pair of zones has a wire of its own (decision 001). */
export const bridges = {
  uplink: { name: 'rv-up', cidr: '10.87.0.0/24', host: '10.87.0.1' },
  tenants: { name: 'rv-ten', cidr: '10.88.0.0/16', host: undefined },
  panelBackend: { name: 'rv-pb', cidr: '10.87.10.0/29', host: undefined },
  backendKeep: { name: 'rv-bk', cidr: '10.87.11.0/29', host: undefined },
  gatePanel: { name: 'rv-gp', cidr: '10.87.12.0/29', host: undefined },
  gateKeep: { name: 'rv-gk', cidr: '10.87.13.0/29', host: undefined },
  keepHost: { name: 'rv-kh', cidr: '10.87.14.0/29', host: '10.87.14.1' },
  keepVault: { name: 'rv-kv', cidr: '10.87.15.0/29', host: undefined },
} as const

/** Cards of each infrastructure VPS: bridge and own address. The card's name inside the VPS is the key. */
export const cards = {
  panel: { backend: ['panelBackend', '10.87.10.2'], gate: ['gatePanel', '10.87.12.3'] },
  backend: { panel: ['panelBackend', '10.87.10.3'], keep: ['backendKeep', '10.87.11.2'] },
  keep: {
    backend: ['backendKeep', '10.87.11.3'],
    gate: ['gateKeep', '10.87.13.3'],
    host: ['keepHost', '10.87.14.3'],
    vault: ['keepVault', '10.87.15.3'],
  },
  vault: { keep: ['keepVault', '10.87.15.2'] },
  gate: {
    uplink: ['uplink', '10.87.0.2'],
    tenants: ['tenants', '10.88.0.1'],
    panel: ['gatePanel', '10.87.12.2'],
    keep: ['gateKeep', '10.87.13.2'],
  },
} as const

/**
 * IPv6 on the uplink: unique local addresses (RFC 4193) of the host and of the gate. On no other wire there is any: what the gate takes by IPv6 goes on to
 * panel and services by IPv4.
 */
export const uplink6 = { prefix: 'fd52:6565:7665:87::/64', host: 'fd52:6565:7665:87::1', gate: 'fd52:6565:7665:87::2' } as const

export type Zone = keyof typeof cards
export const zones = Object.keys(cards) as Zone[]

/** Where each listener is: one line per port that is open to another zone. */
export const endpoints = {
  panel: { address: '10.87.12.3', port: 3000 },
  backend: { address: '10.87.10.3', port: 4000 },
  door: { address: '10.87.11.3', port: 7443 },
  applier: { address: '10.87.13.2', port: 7444 },
  waker: { address: '10.87.13.3', port: 7445 },
  engine: { address: '10.87.14.1', port: 8443 },
  host: { address: '10.87.14.1', port: 8444 },
  vault: { address: '10.87.15.2', port: 7447 },
} as const

/** Listeners on the backend's own loopback whose connections the engine passes on, each to the one place that the machine's root chose (decision 017). */
export const waysOut = {
  relay: { address: '127.0.0.1', port: 7450 },
  proxy: { address: '127.0.0.1', port: 7451 },
} as const

/** Addresses that services own (ssh, postgresql by address), routed by the host to the gate, which answers all of them. */
export const serviceAddresses = '10.87.16.0/20'
/** Addresses of service VPSs on the tenants' network; the gate is 10.88.0.1, the first 255 are kept free. */
export const tenantAddresses = '10.88.0.0/16'
/** As many services one installation can have: each of their addresses stands in the host's table of cards, whether it is used or not (decision 013). */
export const servicesAtMost = 4096

/** What the gate's rules put on a packet of a service that may go out; the base firewall forwards nothing without it. */
export const forwardMark = 0x52_45_45_56

/** Unix users in the keep: one per agent. The guard alone can read engine credentials. */
export const keepUsers = {
  door: 2001,
  tenancy: 2002,
  services: 2003,
  waker: 2004,
  gate: 2005,
  licence: 2006,
  stats: 2007,
  guard: 2008,
  host: 2009,
  patch: 2010,
  backup: 2011,
} as const
/** Whose certificates the guard holds. `metrics` is the second one of stats: the engine itself lets it read `/1.0/metrics` and nothing else. */
export const engineUsers = ['tenancy', 'services', 'waker', 'licence', 'stats', 'metrics', 'backup'] as const
export type EngineUser = (typeof engineUsers)[number]
/** Which agent may open the socket of an engine user. */
export const engineUserOf = (user: EngineUser): Exclude<EngineUser, 'metrics'> => (user === 'metrics' ? 'stats' : user)

/** The open set between zones: from -> to, TCP port. Everything else is closed. `host` is the machine itself, `tenant` any service's VPS. */
export const openPorts = [
  { from: 'panel', to: 'backend', port: 4000 },
  { from: 'backend', to: 'keep', port: 7443 },
  { from: 'gate', to: 'panel', port: 3000 },
  { from: 'gate', to: 'keep', port: 7445 },
  { from: 'keep', to: 'gate', port: 7444 },
  { from: 'keep', to: 'host', port: 8443 },
  { from: 'keep', to: 'host', port: 8444 },
  { from: 'keep', to: 'vault', port: 7447 },
  { from: 'host', to: 'gate', port: 22 },
  { from: 'host', to: 'gate', port: 80 },
  { from: 'host', to: 'gate', port: 443 },
  { from: 'host', to: 'gate', port: 5432 },
  { from: 'gate', to: 'tenant', port: 80 },
  { from: 'gate', to: 'tenant', port: 443 },
  { from: 'gate', to: 'tenant', port: 22 },
  { from: 'gate', to: 'tenant', port: 5432 },
] as const

/** Ports at which the gate takes connections from the world; behind all others nothing listens, whatever rules say. */
export const worldPorts = [...new Set(openPorts.flatMap((open) => (open.from === 'host' && open.to === 'gate' ? [open.port] : [])))]

/** Project in which a restored copy is tried: restricted as tenants' projects are, and without any network. */
export const trialProject = 'reeve-trial'

/** Paths that several zones agree on. */
export const paths = {
  config: '/etc/reeve',
  state: '/var/lib/reeve',
  run: '/run/reeve',
  cliSocket: '/run/reeve/api.sock',
  approver: '/var/lib/reeve/approver.json',
} as const
