/** The two storage pools: roots (copy-on-write clones, quotas off) and data (volumes with quotas). Both btrfs in a sparse file. */
import { statfsSync } from 'node:fs'
import { run } from '../up/run.mjs'
import { engine, lookUp } from './incus.mjs'

export const rootsPool = 'reeve-roots'
export const dataPool = 'reeve-data'

/** Sparse files: what is promised is not taken until it is used. */
function sizeGiB() {
  const { bavail, bsize } = statfsSync('/var/lib/incus')
  const free = (bavail * bsize) / 2 ** 30
  return Math.max(5, Math.min(100, Math.floor(free * 0.45)))
}

async function ensurePool(name) {
  const found = await lookUp(`/1.0/storage-pools/${name}`)
  if (found?.status === 'Created') return false
  // Half made when the engine was killed.
  if (found !== undefined) await engine('DELETE', `/1.0/storage-pools/${name}`)
  await engine('POST', '/1.0/storage-pools', { name, driver: 'btrfs', config: { size: `${sizeGiB()}GiB` }, description: 'Reeve' })
  return true
}

/** With quotas on, each clone of an image makes the next one slower, by seconds after some hundred. */
async function switchOffQuotas(name) {
  const path = `/var/lib/incus/storage-pools/${name}`
  const { code } = await run(['btrfs', 'qgroup', 'show', path], { accept: [0, 1] })
  if (code === 0) await run(['btrfs', 'quota', 'disable', path])
}

export async function ensurePools() {
  const made = [await ensurePool(rootsPool), await ensurePool(dataPool)]
  await switchOffQuotas(rootsPool)
  return made.includes(true) ? 'made' : 'there'
}
