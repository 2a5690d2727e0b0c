/** What each infrastructure VPS is made of: image, limits, folders, files and processes. Pure: `instances.mjs` brings it about. */
import { readFileSync } from 'node:fs'
import {
  authorityFile,
  backendKeyFile,
  configurationFile,
  configurations,
  engineCertificateFile,
  keyFiles,
  licenceKeysFile,
  signingKeyFile,
} from './configuration.mjs'
import { firewallOf, networkOf } from './firewall.mjs'
import { heaps, logFolders, nodeOf, serviceFiles } from './supervise.mjs'

const folder = (path, mode, user, group = user) => ({ path, mode, user, group })
/** The only user of panel, backend and the gate's applier; they are alone in their VPS. */
const single = 2001

/** Memory in MiB that a zone may take at most: far above what it needs, far below what would hurt the host. */
const limits = { panel: 512, backend: 512, keep: 768, vault: 1024, gate: 1024 }

/** A process of ours: its release folder is named by its content, so that a new build is a new run script and a restart. */
function node({ name, user, groups, heap, semi, release, config, keys = [], environment, folder: cwd, entry = 'main.js', capability }) {
  if (release === undefined) return undefined
  const program = `/opt/reeve/${name}/${release}/${entry}`
  const argument = config === undefined ? [] : [`/etc/reeve/${name}.json`]
  const own = [...(config === undefined ? [] : [configurationFile(name, config, user)]), ...keys]
  const argv = [...nodeOf(heap, semi), program, ...argument]
  return {
    name,
    files: [
      ...own,
      ...serviceFiles({
        name,
        user,
        groups,
        folder: cwd === undefined ? '/' : `/opt/reeve/${name}/${release}`,
        environment,
        argv,
        stamp: name === 'panel',
        capability,
      }),
    ],
  }
}

function panel({ configs, releases, zones }) {
  const { address, port } = zones.endpoints.panel
  return {
    image: 'reeve-zone',
    folders: [folder('/run/reeve', 0o755, 0)],
    links: [],
    services: [
      node({
        name: 'panel',
        user: single,
        ...heaps.panel,
        release: releases.panel,
        entry: 'server.js',
        config: configs.panel,
        folder: true,
        environment: { PORT: String(port), HOSTNAME: address, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      }),
    ],
  }
}

function backend({ configs, releases }) {
  return {
    image: 'reeve-zone',
    folders: [
      folder('/run/reeve', 0o755, single),
      folder('/var/lib/reeve/backend', 0o700, single),
      folder('/var/lib/reeve/uploads', 0o700, single),
    ],
    links: [],
    services: [
      node({
        name: 'backend',
        user: single,
        ...heaps.backend,
        release: releases.backend,
        config: configs.backend,
        keys: [...keyFiles('backend', single), signingKeyFile(single), authorityFile()],
      }),
    ],
  }
}

function keep({ configs, releases, zones }) {
  const users = zones.keepUsers
  const agents = ['tenancy', 'services', 'waker', 'gate', 'licence', 'stats', 'host', 'patch', 'backup']
  const small = { heap: 64, semi: 2 }
  const agent = (name, release, keys = [], groups = undefined) =>
    node({ name, user: users[name], groups, ...small, release, config: configs[name], keys })
  return {
    image: 'reeve-zone',
    folders: [
      folder('/run/reeve', 0o755, 0),
      // Each agent makes its socket in a folder of its own, whose group's bit gives the door, and nobody else, the right to speak.
      ...agents.map((name) => folder(`/run/reeve/${name}`, 0o2750, users[name], users.door)),
      folder('/run/reeve/agents', 0o755, 0),
      folder('/run/reeve/engine', 0o755, users.guard),
      folder('/var/lib/reeve/door', 0o700, users.door),
      ...agents.map((name) => folder(`/var/lib/reeve/${name}`, 0o700, users[name])),
      folder('/var/lib/reeve/uploads', 0o2770, users.door, users.services),
    ],
    links: agents.map((name) => ({ target: `/run/reeve/${name}/agent.sock`, path: `/run/reeve/agents/${name}.sock` })),
    services: [
      // The group of an agent on its engine socket comes from the guard's membership.
      node({
        name: 'guard',
        user: users.guard,
        groups: [...new Set(zones.engineUsers.map((name) => users[zones.engineUserOf(name)]))],
        ...small,
        release: releases.guard,
        config: configs.guard,
        keys: [...zones.engineUsers.flatMap((name) => keyFiles(`engine-${name}`, users.guard)), engineCertificateFile()],
      }),
      agent('tenancy', releases.tenancy),
      agent('services', releases.services, keyFiles('services', users.services)),
      agent('waker', releases.waker, [...keyFiles('waker', users.waker), authorityFile()]),
      agent('gate', releases['gate-agent'], keyFiles('gate-agent', users.gate)),
      agent('licence', releases.licence),
      agent('stats', releases.stats, keyFiles('stats', users.stats)),
      agent('host', releases['host-agent'], keyFiles('host-agent', users.host)),
      agent('patch', releases.patch, keyFiles('patch', users.patch)),
      // What it leaves to be downloaded lies in the folder of the services agent.
      agent('backup', releases.backup, keyFiles('backup-agent', users.backup), [users.services]),
      node({
        name: 'door',
        user: users.door,
        heap: 96,
        semi: 4,
        release: releases.door,
        config: configs.door,
        keys: [...keyFiles('door', users.door), backendKeyFile(), licenceKeysFile()],
      }),
    ],
  }
}

/** What restic needs to read and restore files of any owner inside the copies; nothing else runs there. */
const overFiles = 'chown,dac_override,dac_read_search,fowner,fsetid,mknod'

function vault({ configs, releases }) {
  const { state, store } = configs.vault
  return {
    image: 'reeve-vault',
    folders: [folder('/run/reeve', 0o755, 0), folder(state, 0o700, single), folder(store, 0o700, single)],
    links: [],
    hosts: configs.vault.targets,
    services: [
      node({
        name: 'vault',
        user: single,
        heap: 64,
        semi: 2,
        release: releases.vault,
        config: configs.vault,
        capability: overFiles,
        keys: [...keyFiles('vault', single), authorityFile()],
      }),
    ],
  }
}

function gate({ configs, releases }) {
  const configuration = `${configs.applier.state}/haproxy.cfg`
  return {
    image: 'reeve-gate',
    folders: [folder('/run/reeve', 0o755, 0), folder('/run/haproxy', 0o755, 0), folder(configs.applier.state, 0o755, single)],
    links: [],
    /** Services reach the outside through it. */
    forwards: true,
    services: [
      node({
        name: 'applier',
        user: single,
        heap: 64,
        semi: 2,
        release: releases.applier,
        config: configs.applier,
        // It sets how soon a silent neighbour is asked again.
        capability: 'net_admin',
        keys: [...keyFiles('applier', single), ...keyFiles('wake-client', single), authorityFile()],
      }),
      {
        name: 'haproxy',
        files: serviceFiles({
          name: 'haproxy',
          user: 0,
          needs: configuration,
          // By the master's socket the applier has an upgraded configuration taken without a restart.
          argv: [
            '/usr/sbin/haproxy',
            '-W',
            '-db',
            '-S',
            `/run/haproxy/master.sock,mode,600,uid,${single},gid,${single}`,
            '-f',
            configuration,
          ],
          signal: 'SIGUSR1',
          stamp: true,
        }),
      },
      watchdog(configs.applier.state),
    ],
  }
}

/** Brings back the last ruleset when nobody confirmed a risky one, whatever became of the applier and the keep. */
function watchdog(state) {
  const name = 'firewall-watchdog'
  const path = `/etc/reeve/${name}`
  const content = readFileSync(new URL('../image/files/firewall-watchdog.sh', import.meta.url), 'utf8')
  const folder = `${state}/firewall`
  const service = { name, user: single, needs: folder, argv: ['/bin/sh', path, folder], capability: 'net_admin' }
  return { name, files: [{ path, content, mode: 0o755 }, ...serviceFiles(service)] }
}

const makers = { panel, backend, keep, vault, gate }

/** Names of places that the engine passes connections on to. */
const hostsOf = (targets) => ['127.0.0.1 localhost', ...targets.map(({ address, host }) => `${address} ${host}`), ''].join('\n')

/** What PID 1 reads (scripts/image/files/zone-init.sh). A change takes effect by a restart of the VPS. */
const bootFiles = (zones, name, { folders, links, forwards, hosts }) => [
  ...(hosts === undefined ? [] : [{ path: '/etc/hosts', content: hostsOf(hosts) }]),
  ...(forwards ? [{ path: '/etc/reeve/forwards', content: '' }] : []),
  { path: '/etc/reeve/firewall.nft', content: firewallOf(zones, name) },
  { path: '/etc/reeve/network.batch', content: networkOf(zones, name) },
  {
    path: '/etc/reeve/folders',
    content: folders.map(({ path, mode, user, group }) => `${mode.toString(8)} ${user} ${group} ${path}\n`).join(''),
  },
  { path: '/etc/reeve/links', content: links.map(({ target, path }) => `${target} ${path}\n`).join('') },
]

/**
 * Descriptions of all zones by name: {image, memoryMiB, boot: files, services: [{name, files}]}. `releases` tells for each process the name of
 * its release folder; a process without one is left out.
 */
export function describeZones({ zones, releases, host, version, ...choices }) {
  const configs = configurations(zones, { host, version, ...choices })
  return Object.fromEntries(
    zones.zones.map((name) => {
      const zone = makers[name]({ zones, releases, configs })
      const services = zone.services.filter((service) => service !== undefined)
      const folders = [...zone.folders, ...logFolders(services.map((service) => service.name))]
      return [name, { image: zone.image, memoryMiB: limits[name], boot: bootFiles(zones, name, { ...zone, folders }), services }]
    }),
  )
}
