import { ReeveError } from '../../contracts/errors.ts'
import type { Config, Devices } from './client.ts'
import type { FakeState } from './fake-state.ts'
import { parseMiB } from './sizes.ts'

export const absent = (what: string) => new ReeveError('not_found', `The engine has no ${what}.`)
export const taken = (what: string) => new ReeveError('conflict', `The engine has ${what} already.`)

/** Fails once the signal fires, as the program that is killed then does. */
export const cancelledBy = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const end = () => reject(new ReeveError('conflict', 'This was cancelled.'))
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })

const restrictedKeys = /^(raw\.|security\.(privileged|nesting|idmap\.(base|size))|linux\.kernel_modules|boot\.host_shutdown)/
const countedLimits = ['limits.cpu', 'limits.memory', 'limits.processes'] as const

/** Refuses what the engine refuses in a restricted project. */
export function checkRestrictions(state: FakeState, project: string, config: Config, devices: Devices): void {
  const rules = state.projects.get(project)?.config ?? {}
  if (rules.restricted !== 'true') return
  for (const [key, value] of Object.entries(config)) {
    if (restrictedKeys.test(key) && value !== '' && value !== 'false') throw new ReeveError('forbidden', `The project forbids ${key}.`)
  }
  for (const [name, device] of Object.entries(devices)) {
    if (device.type === 'none') continue
    const hostPath = device.type === 'disk' && device.source?.startsWith('/') === true
    if (hostPath || (device.type !== 'disk' && device.type !== 'nic'))
      throw new ReeveError('forbidden', `The project forbids the device ${name}.`)
    const bridges = rules['restricted.networks.access']?.split(',')
    // Networks by name only; `parent` could be any bridge of the host.
    if (device.type === 'nic' && (device.network === undefined || bridges?.includes(device.network) === false)) {
      throw new ReeveError('forbidden', `The project forbids the network of ${name}.`)
    }
  }
}

/** Refuses an instance that shares its host ids with others where the project forbids that. */
export function checkIsolation(state: FakeState, project: string, config: Config): void {
  const isolated = state.projects.get(project)?.config['restricted.containers.privilege'] === 'isolated'
  if (isolated && config['security.idmap.isolated'] !== 'true') throw new ReeveError('forbidden', 'The project wants an id map of its own.')
}

/** Refuses snapshots where the project does. */
export function checkSnapshots(state: FakeState, project: string): void {
  const rules = state.projects.get(project)?.config ?? {}
  if (rules.restricted === 'true' && rules['restricted.snapshots'] !== 'allow')
    throw new ReeveError('forbidden', 'The project forbids snapshots.')
}

/** Refuses a device that names a pool, volume or bridge which is not there. */
export function checkDevices(state: FakeState, project: string, devices: Devices): void {
  for (const [name, device] of Object.entries(devices)) {
    if (device.type === 'disk' && !state.pools.has(device.pool ?? '')) throw new ReeveError('bad_input', `The device ${name} has no pool.`)
    if (device.type === 'disk' && device.source !== undefined && !state.volumes.has(`${project}/${device.pool}/${device.source}`)) {
      throw new ReeveError('not_found', `The device ${name} has no volume.`)
    }
    if (device.type === 'nic' && !state.bridges.has(device.network ?? device.parent ?? '')) {
      throw new ReeveError('bad_input', `The device ${name} has no network.`)
    }
  }
}

/** Refuses a running VPS what this machine cannot do. */
export function checkAbilities(missing: ReadonlySet<string>, devices: Devices): void {
  const key = Object.values(devices).flatMap((device) => Object.keys(device).filter((name) => missing.has(name)))[0]
  if (key !== undefined) throw new ReeveError('internal', 'The engine failed.', new Error(`cannot apply ${key}`))
}

/** Refuses what goes beyond the project's limits, with everything in it counted together. */
export function checkLimits(state: FakeState, project: string): void {
  const rules = state.projects.get(project)?.config ?? {}
  const instances = [...state.instances.values()].filter((instance) => instance.project === project)
  const over = (key: string) => new ReeveError('over_limit', `The tenant has reached its limit (${key}).`)
  const most = rules['limits.instances'] ?? rules['limits.containers']
  if (most !== undefined && instances.length > Number(most)) throw over('services')
  for (const key of countedLimits) {
    if (rules[key] === undefined) continue
    const used = instances.map((instance) => amount(instance.config[key]))
    if (used.includes(undefined)) throw new ReeveError('bad_input', `Instances in this project need ${key}.`)
    const sum = used.reduce<number>((total, value) => total + (value ?? 0), 0)
    if (sum > (amount(rules[key]) ?? 0)) throw over(key)
  }
  if (rules['limits.disk'] === undefined) return
  const sizes = [
    ...instances.map((instance) => instance.devices.root?.size ?? state.profiles.get(project)?.root?.size),
    ...[...state.volumes.values()].filter((volume) => volume.project === project).map((volume) => volume.config.size),
  ].map(parseMiB)
  if (sizes.includes(undefined)) throw new ReeveError('bad_input', 'Roots and volumes in this project need a size.')
  if (sizes.reduce<number>((total, value) => total + (value ?? 0), 0) > (parseMiB(rules['limits.disk']) ?? 0)) throw over('disk')
}

const amount = (text: string | undefined): number | undefined => (text !== undefined && /^\d+$/.test(text) ? Number(text) : parseMiB(text))
