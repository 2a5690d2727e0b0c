/** Looks at processes by /proc. */
import { readdirSync, readlinkSync } from 'node:fs'
import { readText } from '../up/state.mjs'

export const hasSystemd = () => readText('/proc/1/comm')?.trim() === 'systemd'

/** Ids of all processes whose program is `path`, or was before its package was upgraded. */
export function processesOf(path) {
  const found = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      if (readlinkSync(`/proc/${name}/exe`).replace(/ \(deleted\)$/, '') === path) found.push(Number(name))
    } catch {
      // It has ended meanwhile, or is a kernel thread.
    }
  }
  return found
}

export function isAlive(pid) {
  const stat = readText(`/proc/${pid}/stat`)
  return stat !== undefined && stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z'
}

/** Ends a process by SIGTERM, after `ms` milliseconds by SIGKILL. */
export async function endProcess(pid, ms) {
  for (const [signal, patience] of [
    ['SIGTERM', ms],
    ['SIGKILL', 10_000],
  ]) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if (error.code === 'ESRCH') return
      throw error
    }
    const end = Date.now() + patience
    while (isAlive(pid) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50))
    if (!isAlive(pid)) return
  }
  throw new Error(`Process ${pid} does not end.`)
}
