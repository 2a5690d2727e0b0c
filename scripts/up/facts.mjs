/** What `up` looks at before it changes anything. Only looks; what it means is preflight.mjs's to say. */
import { existsSync, readdirSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { dependenciesComplete, registryAnswers } from '../build/dependencies.mjs'
import { forwardedPorts } from '../host/forwards.mjs'
import { engine, engineAnswers, lookUp } from '../host/incus.mjs'
import { engineForwards } from '../host/listeners.mjs'
import { lookAtMove } from '../store/place.mjs'
import { engineSourceOf, sourceOf } from './apt.mjs'
import { foreignCommand } from './command.mjs'
import { missingHostPackages } from './packages.mjs'
import { readState, readText } from './state.mjs'
import { isSupported } from './system.mjs'

const giB = 2 ** 30
const panelPort = { address: '127.0.0.1', port: 8090 }
/** Cards of our bridges begin so (contracts/zones.ts, which cannot be read before npm has been). */
const ourCards = /^rv-/

function disk() {
  const folder = existsSync('/var/lib/incus') ? '/var/lib/incus' : '/var/lib'
  const { bavail, bsize } = statfsSync(folder)
  return { folder, freeGiB: (bavail * bsize) / giB }
}

function memory() {
  const text = readText('/proc/meminfo') ?? ''
  const value = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 2 ** 20
  return { totalGiB: value('MemTotal'), availableGiB: value('MemAvailable') }
}

const addresses = () =>
  Object.entries(networkInterfaces()).flatMap(([card, list]) => (list ?? []).map(({ address }) => ({ card, address })))

/** Destinations of the text of /proc/net/route. */
export const routesIn = (text) =>
  text
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter(([card, hex]) => card !== '' && hex !== undefined)
    .map(([card, hex]) => ({
      card,
      address: hex
        .match(/../g)
        .reverse()
        .map((byte) => Number.parseInt(byte, 16))
        .join('.'),
    }))

const listenCode = (address, port) =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(error.code))
    server.listen(port, address, () => server.close(() => resolve(undefined)))
  })

/** Whether our own gate holds the panel's port, also when the engine itself has died, or is just starting the gate. */
async function isOurPort(engineIsUp) {
  const forwarded = engineForwards(panelPort.address, panelPort.port)
  if (!engineIsUp) return forwarded
  const gate = await lookUp('/1.0/instances/gate', { project: 'reeve' }).catch(() => undefined)
  return gate?.devices.panel !== undefined && (forwarded || gate.status === 'Running')
}

/** Ports that somebody else has: {address, port, code}. What the engine forwards leaves the port itself free. */
async function takenPorts({ address, address6 }, engineIsUp) {
  const asked = [address, address6].flatMap((one) => (one === undefined ? [] : forwardedPorts.map((port) => ({ address: one, port }))))
  if (!(await isOurPort(engineIsUp))) asked.unshift(panelPort)
  const codes = await Promise.all(asked.map(async (one) => ({ ...one, code: await listenCode(one.address, one.port) })))
  return codes.filter(({ code }) => code !== undefined)
}

/** Cards that have the names of our bridges and are none of ours. */
async function foreignCards(state, engineIsUp) {
  const cards = readdirSync('/sys/class/net').filter((card) => ourCards.test(card))
  if (cards.length === 0 || state.installed === true) return []
  const bridges = engineIsUp ? await engine('GET', '/1.0/networks?recursion=1') : []
  const ours = [...(state.networks ?? []), ...bridges.filter(({ description }) => description === 'Reeve').map(({ name }) => name)]
  return cards.filter((card) => !ours.includes(card))
}

/** All facts. Without root there are only those that anybody sees. */
export async function lookAtMachine(system, options) {
  const seen = {
    root: process.getuid?.() === 0,
    linux: process.platform === 'linux',
    node: process.versions.node,
    system,
    userNamespaces: existsSync('/proc/self/ns/user') && readText('/proc/sys/user/max_user_namespaces')?.trim() !== '0',
    loopDevices: existsSync('/dev/loop-control'),
  }
  if (!seen.root || !seen.linux) return seen
  const state = readState()
  const engineIsUp = await engineAnswers()
  const fetches = isSupported(system) && ((await missingHostPackages()).length > 0 || !existsSync('/var/lib/incus/unix.socket'))
  return {
    ...seen,
    installed: state.installed === true,
    disk: disk(),
    memory: memory(),
    addresses: addresses().filter(({ card }) => !ourCards.test(card)),
    routes: routesIn(readText('/proc/net/route') ?? '').filter(({ card }) => !ourCards.test(card)),
    foreignCards: await foreignCards(state, engineIsUp),
    foreignCommand: foreignCommand(),
    engineListener: engineIsUp ? (await engine('GET', '/1.0')).config['core.https_address'] : undefined,
    takenPorts: await takenPorts(options, engineIsUp),
    // A restore moves nothing.
    storeMove: engineIsUp && options.leaveBackups !== undefined ? await lookAtMove(options) : undefined,
    packageSource: fetches ? await sourceOf(system.codename) : 'fine',
    engineSource: fetches ? await engineSourceOf(system) : 'fine',
    registry: dependenciesComplete() || (await registryAnswers()) ? 'fine' : 'silent',
  }
}
