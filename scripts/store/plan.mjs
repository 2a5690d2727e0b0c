/** What taking the local backups along into another folder means. Pure: place.mjs has looked at both places. */
import { owner } from '../control/parts.mjs'

/** Beside what is being copied for. {id, names}: of which store, and what of it was begun. */
export const copyMark = '.reeve-copying'
/** The vault's own mark of its store (agents/backup/vault/mounts.ts). */
export const storeMarker = '.reeve-store'

/** Entries of the store: one repository per owner. All else in the folder is somebody else's. */
export const isOfStore = (name) => name === storeMarker || name === owner || /^t[a-z2-7]{12}$/.test(name)

/** What a mark says. Whoever had the store before, such as the vault, may have written it: it names nothing but entries of a store. */
export function copyingOf(text) {
  if (text === undefined) return undefined
  try {
    const { id, names } = JSON.parse(text)
    return { id, names: names.filter((name) => typeof name === 'string' && isOfStore(name)) }
  } catch {
    return { id: undefined, names: [] }
  }
}

/** Room that stays beside the copy. */
const spareBytes = 256 * 2 ** 20

const giB = (bytes) => `${(bytes / 2 ** 30).toFixed(1)} GiB`

/** Ids in files of the disk that the root's engine gave the vault's volume: `idmap` is its `volatile.idmap.last`. */
export function idOnDisk(idmap, id) {
  const found = JSON.parse(idmap || '[]').find(({ Isuid, Nsid, Maprange }) => Isuid && Nsid <= id && id < Nsid + Maprange)
  return found === undefined ? id : found.Hostid + id - found.Nsid
}

const inside = (path, other) => path.startsWith(`${other}/`)

function problemOf({ from, to, kept }) {
  if (!to.there) return `There is no folder ${to.path}. Make it, or mount its disk first.`
  if (from.folder && !kept)
    return `${from.path} holds no backups of this installation: is its disk mounted? When they are lost, or nothing was kept there yet, say --leave-backups.`
  if (!kept) return undefined
  if (inside(to.path, from.path) || inside(from.path, to.path)) return `${to.path} and ${from.path} lie in each other. Name another folder.`
  if (to.copying !== undefined && to.copying.id !== from.marker)
    return `${to.path} holds a half copy of other backups (${copyMark}). Empty it, or name another folder.`
  if (to.marker !== undefined && to.marker !== from.marker) return `${to.path} holds other backups (${storeMarker}). Name an empty folder.`
  const ours = to.copying !== undefined || to.marker !== undefined
  const taken = ours ? undefined : from.names.find((name) => to.names.includes(name))
  if (taken !== undefined) return `${to.path} has ${taken} already, which is somebody else's. Name an empty folder.`
  const needed = from.bytes - to.bytes + spareBytes
  if (needed > to.freeBytes)
    return `${to.path} has ${giB(to.freeBytes)} free. The backups of before, which go along, need ${giB(needed)}. Make room, or name another folder.`
  return undefined
}

/**
 * {problem} or {names, stale, says}: entries of the store to be copied, those that an earlier copy brought and are no more, and what that takes. Places are
 * {path, folder, there, same, names, marker, copying, bytes, freeBytes}: `folder` is false for the volume of the data pool, `to.same` is true where both
 * are one, `bytes` are of the entries that the store has now.
 */
export function planMove({ from, to }) {
  // A disk that is not mounted has no mark.
  const kept = from.marker !== undefined || (!from.folder && from.names.length > 0)
  if (to.same) return { names: [], stale: [] }
  const problem = problemOf({ from, to, kept })
  if (problem !== undefined) return { problem }
  if (!kept) return { names: [], stale: [] }
  return {
    names: from.names,
    stale: (to.copying?.names ?? []).filter((name) => !from.names.includes(name)),
    says: `${giB(from.bytes)} of backups go from ${from.path} to ${to.path}, which has ${giB(to.freeBytes)} free`,
  }
}
