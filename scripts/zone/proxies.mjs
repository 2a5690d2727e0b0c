/** The host's own listeners, whose connections the engine passes into the zones, and the backend's, whose it passes out. */
import { lookup } from 'node:dns/promises'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { dataPool } from '../host/pools.mjs'
import { writeFileAtomic } from '../up/state.mjs'

export const cliSocket = '/run/reeve/api.sock'
const temporaryFiles = '/etc/tmpfiles.d/reeve.conf'

/** On the loopback of the backend's zone. */
export const signInPort = 8443

/** The IPv4 address of a name, as the engine wants it. `option` of `up` said the name. */
async function addressOf(name, option) {
  const found = await lookup(name, { family: 4 }).catch((error) => {
    throw new Error(`${name} has no IPv4 address that this machine knows (${error.code}). Check the name, or write "none" for ${option}.`)
  })
  return found.address
}

/** A way out of the backend, from `listen` on the loopback of its zone to the HOST:PORT that the machine's root wrote. */
async function wayOut(listen, target, option) {
  const [host, port] = target.split(':')
  const connect = `tcp:${await addressOf(host, option)}:${port}`
  return { type: 'proxy', bind: 'instance', listen: `tcp:${listen.address}:${listen.port}`, connect }
}

/** Where the vault has the repositories of this machine. */
export const vaultStore = '/srv/vault'
/** Volume of the data pool that is mounted there. */
export const storeVolume = 'vault'

/** [{host, port, address}]: each place that the machine's root named, with the own address of the vault's loopback that leads there. */
export const vaultTargets = (targets) =>
  targets.map((target, index) => {
    const [host, port] = target.split(':')
    return { host, port: Number(port), address: `127.0.7.${index + 1}` }
  })

/** Where the repositories are: a folder of the machine or a volume, and the ways out to the servers that root named. */
export async function vaultDevices({ backupTargets = [], backupFolder }) {
  const store = backupFolder === undefined ? { pool: dataPool, source: storeVolume } : { source: backupFolder, shift: 'true' }
  const devices = { store: { type: 'disk', ...store, path: vaultStore } }
  for (const [index, { host, port, address }] of vaultTargets(backupTargets).entries()) {
    devices[`target-${index + 1}`] = await wayOut({ address, port }, `${host}:${port}`, '--backup-target')
  }
  return devices
}

/** Zone -> devices. */
export async function proxiesOf(zones, { mailRelay, webProxy, signIn, ...vault }) {
  const gate = zones.cards.gate.uplink[1]
  return {
    backend: {
      cli: {
        type: 'proxy',
        bind: 'host',
        listen: `unix:${cliSocket}`,
        connect: 'unix:/run/reeve/cli.sock',
        mode: '0600',
        uid: '0',
        gid: '0',
      },
      ...(mailRelay === undefined ? {} : { relay: await wayOut(zones.waysOut.relay, mailRelay, '--mail-relay') }),
      ...(webProxy === undefined ? {} : { proxy: await wayOut(zones.waysOut.proxy, webProxy, '--web-proxy') }),
      ...(signIn === undefined
        ? {}
        : { 'sign-in': await wayOut({ address: '127.0.0.1', port: signInPort }, `${signIn}:443`, '--sign-in') }),
    },
    vault: await vaultDevices(vault),
    gate: { panel: { type: 'proxy', bind: 'host', listen: 'tcp:127.0.0.1:8090', connect: `tcp:${gate}:80` } },
  }
}

const answers = (path) =>
  new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
    setTimeout(() => resolve(false), 1000).unref()
  })

/** The folder of the socket, also after a reboot; a socket that nobody listens on any more is taken away, or the engine could not make its own. */
export async function prepareSocketFolder() {
  mkdirSync('/run/reeve', { recursive: true, mode: 0o700 })
  writeFileAtomic(temporaryFiles, 'd /run/reeve 0700 root root -\n', 0o644)
  if (existsSync(cliSocket) && !(await answers(cliSocket))) rmSync(cliSocket, { force: true })
}

export function removeSocketFolder() {
  rmSync('/run/reeve', { recursive: true, force: true })
  rmSync(temporaryFiles, { force: true })
}
