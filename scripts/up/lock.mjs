/** One `up`, `down`, `purge` or build at a time. A lock whose holder is gone (killed, or before a reboot) is taken over. */
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { home, readText } from './state.mjs'

/** Field 22 of /proc/<pid>/stat: start time in ticks since boot, so that a pid used again is not taken for its predecessor. */
function startTime(pid) {
  const stat = readText(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

const boot = () => readText('/proc/sys/kernel/random/boot_id')?.trim()

function holderAlive(text) {
  try {
    const holder = JSON.parse(text)
    return holder.boot === boot() && startTime(holder.pid) === holder.start
  } catch {
    return false
  }
}

/** Takes the lock `name` or throws. Answers a function that gives it back; it also goes when the process ends. */
export function takeLock(name, folder = home) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${name}.lock`)
  const own = `${path}.${process.pid}`
  writeFileSync(own, JSON.stringify({ pid: process.pid, start: startTime(process.pid), boot: boot() }), { mode: 0o600 })
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        linkSync(own, path)
        break
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
        const text = readText(path)
        if (text !== undefined && holderAlive(text)) {
          throw new Error(`Another ${name} is at work (process ${JSON.parse(text).pid}). Wait for it, or end it, and try again.`)
        }
        if (attempt > 5) throw new Error(`The lock ${path} cannot be taken over.`)
        rmSync(path, { force: true })
      }
    }
  } finally {
    rmSync(own, { force: true })
  }
  const release = () => rmSync(path, { force: true })
  process.once('exit', release)
  return release
}
