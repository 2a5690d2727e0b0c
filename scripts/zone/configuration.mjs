/** The configuration files of all processes (contracts/config.ts), from zones, certificates and the choices of `up`. */
import { readFileSync, statfsSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { dataPool, rootsPool } from '../host/pools.mjs'
import { readText } from '../up/state.mjs'
import { pki } from './pki.mjs'
import { signInPort, vaultStore, vaultTargets } from './proxies.mjs'
import { fingerprintOf } from './trust.mjs'

const keys = '/etc/reeve/keys'
/** Public keys of those whose licences count here: on the machine, where root writes it, and in the keep. */
const licenceKeys = { host: '/etc/reeve/licence-keys.pem', keep: `${keys}/licence-keys.pem` }
const tls = (name) => ({ certificate: `${keys}/${name}.crt`, key: `${keys}/${name}.key`, authority: `${keys}/ca.crt` })
const url = ({ address, port }) => `https://${address}:${port}`

const mebibyte = 2 ** 20
const { blocks, bsize } = statfsSync('/')
/** What no tenant may go beyond, whatever the backend asks: four times the machine, since most services sleep most of the time. */
const ceiling = {
  services: 10_000,
  cpus: 64,
  memoryMiB: Math.min(1_048_576, 4 * Math.round(totalmem() / mebibyte)),
  diskMiB: Math.min(104_857_600, 4 * Math.round((blocks * bsize) / mebibyte)),
  processes: 32_768,
}

/** Where browsers find the panel. Without --host it is loopback, which counts as a secure context for passkeys. */
export function siteOf(host) {
  if (host === undefined) return { rpId: 'localhost', origins: ['http://localhost:8090'], url: 'http://localhost:8090' }
  return { rpId: host, origins: [`https://${host}`], url: `https://${host}` }
}

/** Name of the process -> its configuration. */
export function configurations(zones, { host, version, mailRelay, webProxy, signIn, backupTargets = [], backupFolder, restoring = false }) {
  const { endpoints } = zones
  const site = siteOf(host)
  const agent = (name) => ({ socket: `/run/reeve/${name}/agent.sock`, database: `/var/lib/reeve/${name}/journal.sqlite` })
  const engine = (name) => ({ engine: `/run/reeve/engine/${name}.sock` })
  const applier = (name) => ({ url: url(endpoints.applier), tls: tls(name) })
  const uploads = '/var/lib/reeve/uploads'
  return {
    backend: {
      listen: endpoints.backend,
      cliSocket: '/run/reeve/cli.sock',
      database: '/var/lib/reeve/backend/reeve.sqlite',
      uploads,
      signingKey: `${keys}/signing.key`,
      door: { url: url(endpoints.door), tls: tls('backend') },
      site,
      ...(signIn !== undefined && { signIn: { host: signIn, port: signInPort } }),
      version,
      ...(restoring && { restoring }),
      courier: {
        relay: mailRelay === undefined ? null : { ...zones.waysOut.relay, name: mailRelay.replace(/:\d+$/, '') },
        proxy: webProxy === undefined ? null : zones.waysOut.proxy,
      },
    },
    panel: { backend: `http://${endpoints.backend.address}:${endpoints.backend.port}` },
    door: {
      listen: endpoints.door,
      tls: tls('door'),
      database: '/var/lib/reeve/door/door.sqlite',
      uploads,
      sockets: '/run/reeve/agents',
      backendKey: `${keys}/backend.pub`,
      licenceKeys: licenceKeys.keep,
      enrolmentSecret: '/var/lib/reeve/door/enrolment-secret',
      site: { rpId: site.rpId, origins: site.origins },
      ceiling,
      destructivePerHour: 200,
    },
    tenancy: {
      ...agent('tenancy'),
      ...engine('tenancy'),
      rootsPool,
      dataPool,
      certificates: ['services', 'waker', 'licence', 'stats', 'backup'].map((name) => fingerprintOf(name).fingerprint),
    },
    services: {
      ...agent('services'),
      ...engine('services'),
      uploads,
      rootsPool,
      dataPool,
      tenantsBridge: zones.bridges.tenants.name,
      host: { url: url(endpoints.host), tls: tls('services') },
    },
    waker: {
      ...agent('waker'),
      ...engine('waker'),
      listen: endpoints.waker,
      tls: tls('waker'),
      applier: applier('waker'),
      startsPerSecond: 20,
      memoryReserveMiB: 256,
    },
    licence: { ...agent('licence'), ...engine('licence'), licenceKeys: licenceKeys.keep, state: '/var/lib/reeve/licence' },
    stats: { ...agent('stats'), ...engine('stats'), metrics: engine('metrics').engine, applier: applier('stats'), dataPool },
    gate: { ...agent('gate'), applier: applier('gate-agent') },
    host: { ...agent('host'), host: { url: url(endpoints.host), tls: tls('host-agent') } },
    patch: { ...agent('patch'), host: { url: url(endpoints.host), tls: tls('patch') } },
    backup: {
      ...agent('backup'),
      ...engine('backup'),
      vault: { url: url(endpoints.vault), tls: tls('backup-agent') },
      host: { url: url(endpoints.host), tls: tls('backup-agent') },
      uploads,
      dataPool,
    },
    vault: {
      listen: endpoints.vault,
      tls: tls('vault'),
      state: '/var/lib/reeve/vault',
      store: vaultStore,
      outside: backupFolder !== undefined,
      floorDays: 7,
      targets: vaultTargets(backupTargets),
    },
    guard: {
      sockets: '/run/reeve/engine',
      engine: url(endpoints.engine),
      engineCertificate: `${keys}/engine.crt`,
      agents: Object.fromEntries(
        zones.engineUsers.map((name) => [name, { certificate: `${keys}/engine-${name}.crt`, key: `${keys}/engine-${name}.key` }]),
      ),
    },
    applier: {
      listen: endpoints.applier,
      tls: tls('applier'),
      state: '/var/lib/reeve/gate',
      haproxy: { socket: '/run/haproxy/admin.sock', program: '/usr/sbin/haproxy' },
      panelHosts: host === undefined ? ['localhost', '127.0.0.1'] : ['localhost', '127.0.0.1', host],
      panel: endpoints.panel,
      panelTls: host !== undefined,
      waker: { ...endpoints.waker, tls: tls('wake-client') },
    },
  }
}

const text = (value) => `${JSON.stringify(value, null, 2)}\n`
/** A configuration file that its process alone can read. */
export const configurationFile = (name, value, user) => ({
  path: `/etc/reeve/${name}.json`,
  content: text(value),
  mode: 0o400,
  uid: user,
  gid: user,
})

/** Certificate and key `from` the PKI under the name `as`, for one user. */
export function keyFiles(from, user) {
  const file = (end, mode) => ({
    path: `${keys}/${from}.${end}`,
    content: readFileSync(join(pki, `${from}.${end}`)),
    mode,
    uid: user,
    gid: user,
  })
  return [file('crt', 0o444), file('key', 0o400)]
}

export const authorityFile = () => ({ path: `${keys}/ca.crt`, content: readFileSync(join(pki, 'ca.crt')), mode: 0o444 })
export const signingKeyFile = (user) => ({
  path: `${keys}/signing.key`,
  content: readFileSync(join(pki, 'signing.key')),
  mode: 0o400,
  uid: user,
  gid: user,
})
export const backendKeyFile = () => ({ path: `${keys}/backend.pub`, content: readFileSync(join(pki, 'signing.pub')), mode: 0o444 })
/** Without the file on the machine an empty one, so that keys which root took out go from the keep too. */
export const licenceKeysFile = () => ({ path: licenceKeys.keep, content: readText(licenceKeys.host) ?? '', mode: 0o444 })
/** The engine's own certificate, which the guard pins. */
export const engineCertificateFile = () => ({ path: `${keys}/engine.crt`, content: readText('/var/lib/incus/server.crt'), mode: 0o444 })
