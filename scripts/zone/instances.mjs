/** Brings the instances of the project `reeve` to what `zones.mjs` describes. Files and programs are only touched when they changed. */
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { engine, lookUp, putFile } from '../host/incus.mjs'
import { dataPool, rootsPool } from '../host/pools.mjs'
import { run } from '../up/run.mjs'
import { home } from '../up/state.mjs'
import { until } from '../up/steps.mjs'
import { storeVolume } from './proxies.mjs'

export const project = 'reeve'
const options = { project }
/** Folder on the host that a zone sees read-only as /opt/reeve: code that the zone itself cannot change. */
export const codeFolder = (zone) => join(home, 'code', zone)
export const nodeFolder = join(home, 'node')

const shortHash = (content) => createHash('sha256').update(content).digest('hex').slice(0, 16)
const stampOf = ({ content, mode, uid, gid }) => shortHash(`${mode} ${uid} ${gid}\n${content.toString('latin1')}`)

export async function ensureProject() {
  if (await lookUp(`/1.0/projects/${project}`)) return
  await engine('POST', '/1.0/projects', {
    name: project,
    description: 'Reeve: panel, backend, keep, vault, gate',
    config: { 'features.images': 'false', 'features.profiles': 'true', 'features.storage.volumes': 'true', 'features.networks': 'false' },
  })
}

/** State of a zone. Not in the pool of the tenants' data: what they fill, the keep must still be able to empty. */
export async function ensureVolume(name, pool = rootsPool) {
  const path = `/1.0/storage-pools/${pool}/volumes/custom`
  if (await lookUp(`${path}/${name}`, options)) return
  await engine('POST', path, { name, config: {} }, options)
}

/** Repositories of backups that stay on this machine. */
export const ensureStore = () => ensureVolume(storeVolume, dataPool)

/** Where restored copies are tried: as closed as tenants' projects, with no network at all. Its profile gives the root disk. */
export async function ensureTrialProject(name) {
  const config = {
    'features.images': 'false',
    'features.networks': 'false',
    'features.profiles': 'true',
    'features.storage.volumes': 'true',
    restricted: 'true',
    'restricted.containers.nesting': 'block',
    'restricted.containers.privilege': 'isolated',
    'restricted.devices.disk': 'managed',
    'restricted.devices.nic': 'block',
  }
  if (!(await lookUp(`/1.0/projects/${name}`)))
    await engine('POST', '/1.0/projects', { name, description: 'Reeve: trials of backups', config })
  const devices = { root: { type: 'disk', path: '/', pool: rootsPool } }
  await engine('PUT', '/1.0/profiles/default', { config: {}, devices, description: '' }, { project: name })
}

/** Cards, disks and doors to the host of one zone. */
function devicesOf(zones, name, proxies) {
  const devices = {
    root: { type: 'disk', pool: rootsPool, path: '/' },
    data: { type: 'disk', pool: rootsPool, source: name, path: '/var/lib/reeve' },
    code: { type: 'disk', source: codeFolder(name), path: '/opt/reeve', readonly: 'true' },
    node: { type: 'disk', source: nodeFolder, path: '/opt/node', readonly: 'true' },
  }
  for (const [card, [bridge]] of Object.entries(zones.cards[name])) {
    devices[`card-${card}`] = { type: 'nic', network: zones.bridges[bridge].name, name: card }
  }
  return { ...devices, ...proxies[name] }
}

const baseConfig = (memoryMiB) => ({
  'boot.autostart': 'true',
  'limits.memory': `${memoryMiB}MiB`,
  'limits.processes': '500',
  'security.idmap.isolated': 'true',
  'security.nesting': 'false',
  'security.guestapi': 'false',
})

const same = (found, wanted) => Object.entries(wanted).every(([key, value]) => found[key] === value)
/** The keep attaches copies of volumes to the vault while it works, and so does the host agent: none of `up`'s business. */
const isPassing = (device) => /^copy(?:-|$)/.test(device)
const passingOf = (devices) => Object.fromEntries(Object.entries(devices).filter(([name]) => isPassing(name)))
const sameDevices = (found, wanted) =>
  Object.keys(found).filter((name) => !isPassing(name)).length === Object.keys(wanted).length &&
  Object.entries(wanted).every(([key, device]) => found[key] !== undefined && same(found[key], device) && same(device, found[key]))

export async function stop(name) {
  await engine('PUT', `/1.0/instances/${name}/state`, { action: 'stop', timeout: 20 }, options).catch(() =>
    engine('PUT', `/1.0/instances/${name}/state`, { action: 'stop', timeout: -1, force: true }, options),
  )
}

let turn = Promise.resolve()
/** One after another: of instances that are made at the same time the engine gives some the same ids of the host, or ids outside its range. */
function inTurn(work) {
  const mine = turn.then(work)
  turn = mine.catch(() => undefined)
  return mine
}

/** The instance as the engine has it, made or made anew when its image was. Its data is on a volume, its root can be thrown away. */
async function ensureInstance(name, image, config, devices) {
  const path = `/1.0/instances/${name}`
  const { target } = await engine('GET', `/1.0/images/aliases/${image}`)
  let found = await lookUp(path, options)
  if (found !== undefined && found.config['volatile.base_image'] !== target) {
    if (found.status !== 'Stopped') await stop(name)
    await engine('DELETE', path, undefined, options)
    found = undefined
  }
  if (found === undefined) {
    const source = { type: 'image', fingerprint: target, project: 'default' }
    await inTurn(() => engine('POST', '/1.0/instances', { name, type: 'container', profiles: [], source, config, devices }, options))
    return { ...(await engine('GET', path, undefined, options)), made: true }
  }
  const managed = Object.keys(found.config).filter((key) => !/^(volatile|user|image)\./.test(key))
  const changed = !same(found.config, config) || managed.length !== Object.keys(config).length || !sameDevices(found.devices, devices)
  if (changed) {
    const kept = Object.fromEntries(Object.entries(found.config).filter(([key]) => /^(volatile|user|image)\./.test(key)))
    const whole = { ...devices, ...passingOf(found.devices) }
    await engine('PUT', path, { ...found, config: { ...kept, ...config }, devices: whole }, options)
  }
  return changed ? engine('GET', path, undefined, options) : found
}

async function setKeys(name, keys) {
  await engine('PATCH', `/1.0/instances/${name}`, { config: keys }, options)
}

const foldersOf = (files) => {
  const folders = new Set()
  for (const { path } of files) {
    const parts = path.split('/').slice(1, -1)
    for (let i = 2; i <= parts.length; i++) folders.add(`/${parts.slice(0, i).join('/')}`)
  }
  return [...folders].sort()
}

/** Writes those files that differ from what was written last. Answers their paths. */
async function pushFiles(name, files, known) {
  const stale = files.filter((file) => known[file.path] !== stampOf(file))
  for (const path of foldersOf(stale)) await putFile(project, name, { path, type: 'directory', mode: 0o755 })
  await Promise.all(stale.map((file) => putFile(project, name, file)))
  return new Set(stale.map((file) => file.path))
}

const exec = (name, argv, accept) =>
  run(['incus', '--project', project, '--force-local', 'exec', name, '-T', '-n', '--', ...argv], accept === undefined ? {} : { accept })

const scandir = '/etc/s6/services'

/** Supervised programs: new ones are started, changed ones restarted, those that are gone stopped. Answers the names of those it touched. */
async function applyServices(name, services, pushed, before) {
  const names = services.map((service) => service.name)
  const changed = services.filter((service) => service.files.some((file) => pushed.has(file.path)))
  const gone = before.filter((old) => !names.includes(old))
  if (changed.length === 0 && gone.length === 0) return []
  // The engine may have started the VPS a moment ago.
  await until(`the supervisor in ${name}`, 30_000, () => exec(name, ['s6-svscanctl', '-a', scandir]))
  for (const old of gone) {
    await exec(name, ['s6-svc', '-d', `${scandir}/${old}`], [0, 100, 111])
    await exec(name, ['rm', '-rf', '--', `${scandir}/${old}`])
  }
  if (gone.length > 0) await exec(name, ['s6-svscanctl', '-an', scandir])
  for (const service of changed) {
    if (before.includes(service.name)) await exec(name, ['s6-svc', '-r', `${scandir}/${service.name}`])
  }
  return changed.map((service) => service.name)
}

/** Brings the VPS to running. Answers whether it was us: the engine itself starts what ran before a power cut. */
async function ensureRunning(name) {
  const path = `/1.0/instances/${name}/state`
  let ours = false
  await until(`the start of ${name}`, 90_000, async () => {
    const { status } = await engine('GET', path, undefined, options)
    if (status === 'Running') return true
    if (status === 'Frozen') await engine('PUT', path, { action: 'unfreeze', timeout: 30 }, options)
    else if (status === 'Error') await stop(name)
    else {
      await engine('PUT', path, { action: 'start', timeout: 60 }, options)
      ours = true
    }
    return false
  })
  return ours
}

/** One zone. Answers {name, state: 'made' | 'restarted' | 'updated' | 'as wanted', restarted: names of services}. */
export async function ensureZone(zones, name, zone, proxies) {
  mkdirSync(codeFolder(name), { recursive: true, mode: 0o755 })
  await ensureVolume(name)
  const found = await ensureInstance(name, zone.image, baseConfig(zone.memoryMiB), devicesOf(zones, name, proxies))
  const known = JSON.parse(found.config['user.reeve.files'] ?? '{}')
  const before = JSON.parse(found.config['user.reeve.services'] ?? '[]')
  const files = [...zone.boot, ...zone.services.flatMap((service) => service.files)].map((file) => ({
    ...file,
    content: Buffer.from(file.content),
  }))
  const names = zone.services.map((service) => service.name)
  const running = found.status === 'Running'
  const pushed = await pushFiles(name, files, known)
  if (running && zone.boot.some((file) => pushed.has(file.path))) await stop(name)
  let started = await ensureRunning(name)
  // One that the engine started while we wrote may have read half of it.
  if (!running && !started && pushed.size > 0) {
    await stop(name)
    started = await ensureRunning(name)
  }
  const restarted = started ? [] : await applyServices(name, zone.services, pushed, before)
  if (pushed.size > 0 || names.join() !== before.join()) {
    // What the engine's database says to be there must be on disk before it says so.
    await run(['sync', '-f', `/var/lib/incus/storage-pools/${rootsPool}`])
    await setKeys(name, {
      'user.reeve.files': JSON.stringify(Object.fromEntries(files.map((file) => [file.path, stampOf(file)]))),
      'user.reeve.services': JSON.stringify(names),
    })
  }
  const state = found.made ? 'made' : started ? 'restarted' : pushed.size > 0 ? 'updated' : 'as wanted'
  return { name, state, restarted }
}

/** Waits until all services of a zone run. Throws with the last lines of the log of the one that does not. */
export async function awaitServices(name, services) {
  for (const service of services) {
    await until(`${service.name} in ${name}`, 30_000, async () => {
      const { stdout } = await exec(name, ['s6-svstat', '-o', 'up', `${scandir}/${service.name}`], [0, 1])
      return stdout.trim() === 'true'
    })
  }
}
