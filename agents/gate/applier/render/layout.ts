import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import type { ApplierConfig } from '../../../../contracts/config.ts'
import { cards, uplink6 } from '../../../../contracts/zones.ts'
import { addressPorts } from '../../../catalogue/index.ts'
import { longestAnswerSeconds } from '../../../catalogue/kind.ts'
import { conf } from '../../../core/conf.ts'

/** Where everything of the gate is: the one source for HAProxy's configuration, the applier and the tests. */
export interface Layout {
  state: string
  /** HAProxy's runtime socket and who owns it. */
  socket: string
  /** Socket of HAProxy's master process, which takes the word "reload". */
  masterSocket: string
  socketOwner: { uid: number; gid: number }
  /** Unix user that HAProxy becomes once its ports are open; undefined keeps the one it has. */
  user: string | undefined
  /** Connections at most. */
  maxConnections: number
  /** Half the machine's processors: the services behind need the others, and on two processors one thread carries more than two. */
  threads: number
  http: string
  https: string
  /** The machine has IPv6: the same ports are open there as well. */
  six: boolean
  /** Name of the abstract socket between the TLS front and the end of TLS. */
  tlsEnd: string
  /** Listeners of the services that are found by address. */
  raw: readonly string[]
  /** Address and port where all databases are found by name, of each family. */
  shared: string
  shared6: string
  wakeHop: { address: string; port: number }
  waker: { address: string; port: number }
  wakerAuthority: string
  panel: { address: string; port: number; hosts: readonly string[]; tls: boolean }
}

/** Where a frontend listens: at a port of all addresses of IPv4, and of IPv6 where there is any. */
export const bindsOf = ({ six }: Pick<Layout, 'six'>, bind: string): string =>
  conf`  bind ${bind}\n` + (six ? conf`  bind ipv6@${bind} v6only\n` : '')

/** The layout of a gate. `descriptors` is the limit of open files: a request through the TLS end needs four and some spare. */
export function layoutOf(config: ApplierConfig, descriptors: number): Layout {
  return {
    state: config.state,
    socket: config.haproxy.socket,
    masterSocket: join(dirname(config.haproxy.socket), 'master.sock'),
    socketOwner: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
    user: 'haproxy',
    maxConnections: Math.max(100, Math.min(20_000, Math.floor((descriptors - 500) / 4))),
    threads: Math.max(1, Math.min(16, Math.floor(availableParallelism() / 2))),
    http: ':80',
    https: ':443',
    six: existsSync('/proc/net/if_inet6'),
    tlsEnd: 'reeve-tls',
    raw: addressPorts().map((port) => `:${port}`),
    shared: `${cards.gate.uplink[1]}:5432`,
    shared6: `${uplink6.gate}:5432`,
    wakeHop: { address: '127.0.0.1', port: 7446 },
    waker: { address: config.waker.address, port: config.waker.port },
    wakerAuthority: config.waker.tls.authority,
    panel: { ...config.panel, hosts: config.panelHosts, tls: config.panelTls },
  }
}

/**
 * How the connections are shared out: the public frontends together stay below the whole, so that whatever comes from outside, the end of TLS and
 * the question to the waker still have room. `source`: what one address may hold of each, so that a few cannot have all.
 */
export function sharesOf({ maxConnections }: Pick<Layout, 'maxConnections'>) {
  const share = (percent: number) => Math.floor((maxConnections * percent) / 100)
  const frontends = { http: share(25), tls: share(25), raw: share(15) }
  const source = (frontend: number) => Math.max(10, Math.floor(frontend / 10))
  return {
    ...frontends,
    // A connection by TLS comes a second time, to the end of TLS.
    https: frontends.tls,
    wake: share(8),
    source: { http: source(frontends.http), tls: source(frontends.tls), raw: source(frontends.raw) },
  }
}

/** Seconds that a service is waited for. Longer than it has itself, so that its own word about a slow program comes first. */
export const serviceSeconds = longestAnswerSeconds + 20

export const mapNames = [
  'hosts',
  'redirects',
  'passthrough',
  'tls',
  'addresses',
  'databases',
  'suspended',
  'panel',
  'policies',
  'sources',
  'guard',
  'live',
] as const
export type MapName = (typeof mapNames)[number]

export const files = (state: string) => ({
  configuration: join(state, 'haproxy.cfg'),
  lua: join(state, 'wake.lua'),
  certificateList: join(state, 'certificates.list'),
  wakeClient: join(state, 'wake-client.pem'),
  map: (name: MapName) => join(state, 'maps', `${name}.map`),
  page: (name: string) => join(state, 'pages', `${name}.html`),
  pem: (name: string) => join(state, 'pem', `${name}.pem`),
})
