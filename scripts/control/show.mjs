/** Copies of the installation's own state in the vault, read-only, for as long as it reads them. Root of the machine makes them; no program of root opens a file of a zone. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../build/repository.mjs'
import { engine, lookUp } from '../host/incus.mjs'
import { rootsPool } from '../host/pools.mjs'
import { readState, writeFileAtomic } from '../up/state.mjs'
import { ensureVolume, project } from '../zone/instances.mjs'
import { copyOf, deviceOf, hostFolders, hostPart, manifestFile, optionsOf, parts, shownAt, zoneParts } from './parts.mjs'

const options = { project }
const volumes = `/1.0/storage-pools/${rootsPool}/volumes/custom`
/** A volume of ours that no instance has written to. */
export const folderOf = (volume) => `/var/lib/incus/storage-pools/${rootsPool}/custom/${project}_${volume}`

const setDevices = (devices) => engine('PATCH', '/1.0/instances/vault', { devices }, options)
const setState = (action) => engine('PUT', '/1.0/instances/backend/state', { action, timeout: 30 }, options)
const stateOf = async () => (await engine('GET', '/1.0/instances/backend/state', undefined, options)).status

/** Takes the copies away, and lets the backend go on when a kill has left it held. Answers whether there were any. */
export async function hide() {
  if ((await stateOf()) === 'Frozen') await setState('unfreeze')
  const { devices } = await engine('GET', '/1.0/instances/vault', undefined, options)
  const attached = parts.map(deviceOf).filter((name) => devices[name] !== undefined && devices[name].type !== 'none')
  if (attached.length > 0) await setDevices(Object.fromEntries(attached.map((name) => [name, { type: 'none' }])))
  let found = 0
  for (const name of parts.map(copyOf)) {
    if ((await lookUp(`${volumes}/${name}`, options)) === undefined) continue
    await engine('DELETE', `${volumes}/${name}`, undefined, options)
    found++
  }
  return found > 0
}

/** Without a config of its own the copy keeps the engine's note whose ids its files have (docs/decisions/027). */
const clone = (zone) =>
  engine(
    'POST',
    volumes,
    {
      ...{ name: copyOf(zone), type: 'custom', content_type: 'filesystem' },
      source: { type: 'copy', pool: rootsPool, name: zone, project, volume_only: true },
    },
    options,
  )

async function cloneZones() {
  const held = (await stateOf()) === 'Running'
  if (held) await setState('freeze')
  try {
    for (const zone of zoneParts) await clone(zone)
  } finally {
    if (held) await setState('unfreeze')
  }
}

async function writeHostPart() {
  await ensureVolume(copyOf(hostPart))
  const folder = folderOf(copyOf(hostPart))
  for (const { from, to, names } of hostFolders) {
    mkdirSync(join(folder, to), { recursive: true, mode: 0o700 })
    for (const name of existsSync(from) ? readdirSync(from).filter((one) => names.test(one)) : []) {
      writeFileAtomic(join(folder, to, name), readFileSync(join(from, name)))
    }
  }
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  const manifest = { form: 1, version, at: Date.now(), options: optionsOf(readState().listen), parts }
  writeFileAtomic(join(folder, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** Answers {parts}. What an earlier one left there is older than what is asked for. */
export async function show() {
  await hide()
  await writeHostPart()
  await cloneZones()
  const disk = (part) => ({ type: 'disk', pool: rootsPool, source: copyOf(part), path: `${shownAt}/${part}`, readonly: 'true' })
  await setDevices(Object.fromEntries(parts.map((part) => [deviceOf(part), disk(part)])))
  return { parts }
}
