/**
 * Images as volumes of the pool of roots, before anybody makes an instance of one. Else the engine unpacks an image for the first that does; killed
 * meanwhile, it takes the half that is there for the whole, and no instance of that kind can be made any more.
 */
import { existsSync } from 'node:fs'
import { loadTs } from '../build/load-ts.mjs'
import { engine, lookUp } from '../host/incus.mjs'
import { rootsPool } from '../host/pools.mjs'
import { run } from '../up/run.mjs'
import { until } from '../up/steps.mjs'
import { project } from '../zone/instances.mjs'

const pool = `/var/lib/incus/storage-pools/${rootsPool}`
const options = { project }
const prefix = 'unpack-'

/** The engine makes the volume of an image read-only when all is in it, and not before. */
async function isWhole(fingerprint, volume) {
  const folder = `${pool}/images/${fingerprint}`
  if ((await lookUp(volume)) === undefined || !existsSync(folder)) return false
  const { stdout } = await run(['btrfs', 'property', 'get', '-ts', folder, 'ro'])
  return stdout.trim() === 'ro=true'
}

/** Also one whose own folder is half made (agents/host/half-made.ts), which the host agent is not there to complete when `up` runs first. */
async function removeInstance(path) {
  const { completeHalfMade, makeVolume } = await loadTs('agents/host/half-made.ts')
  await until('the removal of the instance that an image was unpacked for', 60_000, async () => {
    await completeHalfMade([`${pool}/containers`], Date.now(), makeVolume)
    await engine('DELETE', path, undefined, options)
    return true
  })
}

/**
 * Has the engine unpack the image whose volume is not there or not whole. It does so for an instance, which goes only when all is on disk: one that is
 * still there says that this was cut off. Services of that kind go on: their roots are copies. Answers whether there was anything to do.
 */
export async function ensureUnpacked(fingerprint) {
  const name = `${prefix}${fingerprint.slice(0, 12)}`
  const path = `/1.0/instances/${name}`
  const volume = `/1.0/storage-pools/${rootsPool}/volumes/image/${fingerprint}`
  const cutOff = (await lookUp(path, options)) !== undefined
  if (cutOff) await removeInstance(path)
  if (!cutOff && (await isWhole(fingerprint, volume))) return false
  if ((await lookUp(volume)) !== undefined) await engine('DELETE', volume)
  const source = { type: 'image', fingerprint, project: 'default' }
  const devices = { root: { type: 'disk', pool: rootsPool, path: '/' } }
  await engine('POST', '/1.0/instances', { name, type: 'container', profiles: [], source, config: {}, devices }, options)
  await run(['sync', '-f', pool])
  await removeInstance(path)
  if (!(await isWhole(fingerprint, volume))) throw new Error(`The engine did not unpack the image ${fingerprint}. Its log says why.`)
  return true
}

/** The same for each of these, and away with what was begun for images that are no more. Answers how many there were to do. */
export async function ensureAllUnpacked(fingerprints) {
  let count = 0
  for (const fingerprint of fingerprints) {
    if (await ensureUnpacked(fingerprint)) count += 1
  }
  const instances = await engine('GET', '/1.0/instances', undefined, options)
  for (const path of instances) if (path.startsWith(`/1.0/instances/${prefix}`)) await removeInstance(path.split('?')[0])
  return count
}
