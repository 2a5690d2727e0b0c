/**
 * One `up`, `down`, `purge` or build at a time. A lock whose holder is gone (killed, or before a reboot) is taken over, after the programs that
 * it had under way are ended: two of them would work on the same files.
 */
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startTime } from '../host/processes.mjs'
import { childGroups, endGroups, watchChildren } from './children.mjs'
import { home, readText } from './state.mjs'

const boot = () => readText('/proc/sys/kernel/random/boot_id')?.trim()
const isHolder = (holder) => holder.boot === boot() && startTime(holder.pid) === holder.start

/** The holder {pid, start, boot, groups} that a lock file names; undefined when it names none. */
function holderOf(text) {
  try {
    const holder = JSON.parse(text)
    return Number.isInteger(holder.pid) ? holder : undefined
  } catch {
    return undefined
  }
}

/** Takes the file away when it still says `text`. Another one, of somebody who was quicker than us, goes back. */
export function moveAside(path, text) {
  const aside = `${path}.${process.pid}.stale`
  try {
    renameSync(path, aside)
    if (readText(aside) !== text) linkSync(aside, path)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

async function takeOver(name, path) {
  const text = readText(path)
  if (text === undefined) return
  const holder = holderOf(text)
  if (holder !== undefined && isHolder(holder)) {
    throw new Error(`Another ${name} is at work (process ${holder.pid}). Wait for it, or end it, and try again.`)
  }
  if (holder !== undefined && holder.boot === boot()) await endGroups(holder.groups ?? [])
  moveAside(path, text)
}

/** Takes the lock `name` or throws. Answers a function that gives it back; it also goes when the process ends. */
export async function takeLock(name, folder = home) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${name}.lock`)
  const own = `${path}.${process.pid}`
  const write = () => {
    const holder = { pid: process.pid, start: startTime(process.pid), boot: boot(), groups: childGroups() }
    writeFileSync(own, JSON.stringify(holder), { mode: 0o600 })
  }
  try {
    for (let attempt = 0; ; attempt++) {
      write()
      try {
        linkSync(own, path)
        break
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
        if (attempt > 5) throw new Error(`The lock ${path} cannot be taken over.`)
        await takeOver(name, path)
      }
    }
  } finally {
    rmSync(own, { force: true })
  }
  const unwatch = watchChildren(() => {
    write()
    renameSync(own, path)
  })
  const release = () => {
    // What somebody else took after us is theirs.
    if (unwatch()) rmSync(path, { force: true })
  }
  process.once('exit', release)
  return release
}
