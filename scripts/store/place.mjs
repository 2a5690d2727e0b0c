/** Where the repositories of this machine lie: what the engine says of it, and what is there. Only looks. */
import { existsSync, readdirSync, realpathSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { lookUp } from '../host/incus.mjs'
import { dataPool } from '../host/pools.mjs'
import { run } from '../up/run.mjs'
import { readText } from '../up/state.mjs'
import { project } from '../zone/instances.mjs'
import { storeVolume } from '../zone/proxies.mjs'
import { copyingOf, copyMark, idOnDisk, isOfStore, planMove, storeMarker } from './plan.mjs'

export const vaultPath = '/1.0/instances/vault'
/** The user of the vault in its VPS (zones.mjs). */
const vaultUser = 2001

/** Of a folder, or of the volume when there is none. */
export const pathOf = (folder) => folder ?? `/var/lib/incus/storage-pools/${dataPool}/custom/${project}_${storeVolume}`

/** Undefined while there is no vault, else {folder}: where its store is now. */
export async function presentStore() {
  const store = (await lookUp(vaultPath, { project }))?.devices.store
  if (store === undefined) return undefined
  return { folder: store.pool === undefined ? store.source : undefined }
}

/** The owner of the vault's files on the disk: a folder is shifted where it is mounted, the files of a volume are the shifted user's. */
export async function ownerIn(folder) {
  if (folder !== undefined) return vaultUser
  const volume = await lookUp(`/1.0/storage-pools/${dataPool}/volumes/custom/${storeVolume}`, { project })
  return idOnDisk(volume.config['volatile.idmap.last'], vaultUser)
}

export const markerIn = (path) => /^[0-9a-f]{32}$/.exec(readText(join(path, storeMarker))?.trim() ?? '')?.[0]
const copyingIn = (path) => copyingOf(readText(join(path, copyMark)))

async function bytesOf(path, names) {
  const there = names.map((name) => join(path, name)).filter((each) => existsSync(each))
  if (there.length === 0) return 0
  const { stdout } = await run(['du', '-s', '-c', '-B1', '--', ...there])
  return Number(stdout.trim().split('\n').at(-1).split('\t')[0])
}

async function lookAt(folder) {
  const path = pathOf(folder)
  const seen = { path, folder: folder !== undefined, there: existsSync(path) && statSync(path).isDirectory() }
  if (!seen.there) return { ...seen, names: [], bytes: 0, freeBytes: 0 }
  const { bavail, bsize } = statfsSync(path)
  const rest = { names: readdirSync(path).filter(isOfStore), marker: markerIn(path), copying: copyingIn(path), freeBytes: bavail * bsize }
  return { ...seen, path: realpathSync(path), ...rest }
}

/** One folder by two names. */
export function isSame(one, other) {
  const [a, b] = [one, other].map((path) => (existsSync(path) ? statSync(path) : undefined))
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino
}

/** The plan (plan.mjs) of bringing the backups where `options` say, or undefined when they are there. */
export async function lookAtMove({ backupFolder, leaveBackups }) {
  const present = await presentStore()
  if (present === undefined || present.folder === backupFolder) return undefined
  const places = [await lookAt(present.folder), await lookAt(backupFolder)]
  const [from, to] = await Promise.all(places.map(async (place) => ({ ...place, bytes: await bytesOf(place.path, places[0].names) })))
  if (leaveBackups && to.there) return { from, to, names: [], stale: [] }
  return { from, to, ...planMove({ from, to: { ...to, same: isSame(from.path, to.path) } }) }
}
