/** The first half of a restore: the identity and the databases, before any zone is made. */
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { typedOptions } from '../control/options.mjs'
import { hostFolders, hostPart, manifestFile, needed, optionsOf, parts } from '../control/parts.mjs'
import { folderOf } from '../control/show.mjs'
import { engine } from '../host/incus.mjs'
import { rootsPool } from '../host/pools.mjs'
import { markerIn } from '../store/place.mjs'
import { listenOf } from '../up/options.mjs'
import { run } from '../up/run.mjs'
import { writeFileAtomic } from '../up/state.mjs'
import { project } from '../zone/instances.mjs'
import { fillVolumes, openReader, removeHalves, removeReader, snapshotsIn, trialVolumeOf, volumeOf } from './reader.mjs'

/** The one that was asked for, else the newest. */
export function chosen(snapshots, wanted) {
  if (snapshots.length === 0) throw new Error('There is no backup of an installation in this repository. Is it the right place?')
  const found = wanted === undefined ? snapshots[0] : snapshots.find(({ id }) => id.startsWith(wanted))
  if (found !== undefined) return found
  const list = snapshots.map(({ id, at }) => `  ${id.slice(0, 12)}  ${new Date(at).toISOString()}`).join('\n')
  throw new Error(`There is no backup ${wanted}. These are there:\n${list}`)
}

const isFile = (path) => existsSync(path) && lstatSync(path).isFile()

/** The manifest of what was restored into the folder of the host's part. Throws when it is not whole. */
export function manifestIn(folder) {
  const manifest = isFile(join(folder, manifestFile)) ? JSON.parse(readFileSync(join(folder, manifestFile), 'utf8')) : {}
  if (manifest.form !== 1)
    throw new Error('This backup is of another form than this version of Reeve reads. Take the version that made it.')
  const missing = [...needed.filter((path) => !isFile(join(folder, path))), ...parts.filter((part) => !manifest.parts.includes(part))]
  if (missing.length > 0) throw new Error(`This backup is not whole, ${missing.join(', ')} is missing. Choose another one: --backup ID`)
  return { ...manifest, options: typedOptions(manifest.options) }
}

/** Files of the machine into their places, with no names but those that are known. */
export function placeFiles(folder, folders = hostFolders) {
  for (const { from: target, to, names, mode } of folders) {
    const held = join(folder, to)
    if (!existsSync(held) || !lstatSync(held).isDirectory()) continue
    for (const name of readdirSync(held).filter((one) => names.test(one) && isFile(join(held, one)))) {
      mkdirSync(target, { recursive: true, mode: to === 'licences' ? 0o755 : 0o700 })
      const open = /\.(?:crt|pub)$/.test(name) ? 0o644 : mode
      writeFileAtomic(join(target, name), readFileSync(join(held, name)), open)
    }
  }
}

/** Options of `up` for this machine: those of before, the place of the backups as it is now, and what was said. */
export const optionsHere = (before, { folder, listen }) =>
  optionsOf(listenOf(listen, { ...before, ...(folder !== undefined && { backupFolder: folder }) }))

/** The vault gets the folder that `options` name. Throws when root has not said it now, and this machine uses it for something else. */
export function mustBeForBackups({ backupFolder }, { folder, listen }) {
  if (backupFolder === undefined || folder !== undefined || listen['backup-folder'] !== undefined) return
  const found = lstatSync(backupFolder, { throwIfNoEntry: false })
  if (found === undefined || (found.isDirectory() && (readdirSync(backupFolder).length === 0 || markerIn(backupFolder) !== undefined)))
    return
  throw new Error(
    `Backups of the lost machine lay in ${backupFolder}, where this one has other things. Mount their disk there, or say where they go: --backup-folder PATH, or "none"`,
  )
}

/** Fills the volumes with the backup. Answers {id, at, held}: the folder with the host's part. */
async function fetchControl({ place, folder, master, backup }, nameOf) {
  const restic = await openReader(place, folder, master, nameOf)
  const { id, at } = chosen(await snapshotsIn(restic), backup)
  await fillVolumes(restic, id)
  await removeReader()
  return { id, at, held: folderOf(nameOf(hostPart)) }
}

/** Brings volumes and files back. Answers {id, at, version, options}: those of `up`, as they were. */
export async function bringBackControl(asked) {
  const { id, at, held } = await fetchControl(asked, volumeOf)
  const { version, options } = manifestIn(held)
  placeFiles(held)
  await engine('DELETE', `/1.0/storage-pools/${rootsPool}/volumes/custom/${volumeOf(hostPart)}`, undefined, { project })
  await run(['sync', '-f', `/var/lib/incus/storage-pools/${rootsPool}`])
  return { id, at, version, options: optionsOf(options) }
}

/** The same into volumes of its own, which go again, beside an installation that lives. Answers {id, at, version, options}. */
export async function tryControl(asked) {
  try {
    const { id, at, held } = await fetchControl(asked, trialVolumeOf)
    const { version, options } = manifestIn(held)
    return { id, at, version, options: optionsOf(options) }
  } finally {
    await removeHalves(trialVolumeOf)
  }
}
