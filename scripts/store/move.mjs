/**
 * Takes the backups of this machine along when their folder is another one. The vault stands still meanwhile, and its device is switched when the whole
 * copy is on disk: until then it starts with what it had, also after a power cut, and the copy is brought to that by the next run. What was copied goes
 * when the vault runs with the copy.
 */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { engine } from '../host/incus.mjs'
import { run } from '../up/run.mjs'
import { readState, remember, writeFileAtomic } from '../up/state.mjs'
import { project, stop } from '../zone/instances.mjs'
import { vaultDevices } from '../zone/proxies.mjs'
import { isSame, lookAtMove, markerIn, ownerIn, pathOf, presentStore, vaultPath } from './place.mjs'
import { copyMark, storeMarker } from './plan.mjs'

const options = { project }

/** Exactly what is there, as the owner's. Files of a repository never change, so what an earlier run brought is not read again. */
const mirror = (from, to, names, owner, ...more) =>
  run([
    'rsync',
    '-aH',
    '--numeric-ids',
    `--chown=${owner}:${owner}`,
    '--delete',
    ...more,
    '--',
    ...names.map((name) => join(from, name)),
    `${to}/`,
  ])

/** Throws unless the copy is whole. */
export async function copyStore({ from, to, names, stale, owner }) {
  const begun = [...new Set([...names, ...stale])]
  writeFileAtomic(join(to.path, copyMark), JSON.stringify({ id: from.marker, names: begun }))
  // Two mounts of one folder look different.
  if (existsSync(join(from.path, copyMark))) {
    rmSync(join(to.path, copyMark))
    return false
  }
  for (const name of stale) rmSync(join(to.path, name), { recursive: true, force: true })
  await mirror(from.path, to.path, names, owner)
  const { stdout } = await mirror(from.path, to.path, names, owner, '--dry-run', '--itemize-changes')
  if (stdout.trim() !== '')
    throw new Error(`The copy of the backups in ${to.path} is not what ${from.path} holds:\n${stdout.slice(0, 600)}`)
  await run(['sync', '-f', to.path])
  return true
}

async function switchTo(backupFolder) {
  const found = await engine('GET', vaultPath, undefined, options)
  const { store } = await vaultDevices({ backupFolder })
  await engine('PUT', vaultPath, { ...found, devices: { ...found.devices, store } }, options)
}

/** Of a run that was cut off after the switch. */
async function tidy() {
  const present = await presentStore()
  if (present !== undefined) rmSync(join(pathOf(present.folder), copyMark), { force: true })
}

async function moveStopped(choice) {
  // Until it stood still the vault could write one into its store.
  await tidy()
  const { problem, from, to, names, stale } = await lookAtMove(choice)
  if (problem !== undefined) throw new Error(problem)
  const copied = names.length > 0 && (await copyStore({ from, to, names, stale, owner: await ownerIn(choice.backupFolder) }))
  remember({ storeLeft: copied ? { path: from.path, names } : undefined })
  await switchTo(choice.backupFolder)
  await tidy()
  return copied ? `moved to ${to.path}` : `in ${to.path} from now on`
}

/** Brings them where `choice` ({backupFolder, leaveBackups}) says. Answers undefined when they are there. The vault is stopped then. */
export async function moveStore(choice, tell) {
  await tidy()
  const plan = await lookAtMove(choice)
  if (plan === undefined) return undefined
  if (plan.problem !== undefined) throw new Error(plan.problem)
  if (plan.says !== undefined) tell(plan.says)
  const { status } = await engine('GET', `${vaultPath}/state`, undefined, options)
  if (status !== 'Stopped') await stop('vault')
  try {
    return await moveStopped(choice)
  } catch (error) {
    // It goes on with what it had.
    await engine('PUT', `${vaultPath}/state`, { action: 'start', timeout: 60 }, options).catch(() => undefined)
    throw error
  }
}

/** Deletes what was copied, once the vault runs with the copy. */
export async function removeLeftStore() {
  const { storeLeft } = readState()
  if (storeLeft === undefined) return
  const present = pathOf((await presentStore())?.folder)
  const { path, names } = storeLeft
  // The switch was not done, or was taken back: it is no copy of anything.
  const isCopied = !isSame(path, present) && markerIn(present) !== undefined && markerIn(path) === markerIn(present)
  // The mark goes last: what is left of a cut off removal is still known as a copy.
  const last = (name) => (name === storeMarker ? 1 : 0)
  if (isCopied) {
    for (const name of names.toSorted((a, b) => last(a) - last(b))) rmSync(join(path, name), { recursive: true, force: true })
  }
  remember({ storeLeft: undefined })
}
