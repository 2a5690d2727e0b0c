/** Looks at processes by /proc. */
import { readdirSync, readlinkSync } from 'node:fs'
import { readText } from '../up/state.mjs'

export const hasSystemd = () => readText('/proc/1/comm')?.trim() === 'systemd'

const allProcesses = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)

/** Where a link of /proc points, or undefined: the process has ended meanwhile, or is a kernel thread, or is not ours to look at. */
function linkOf(path) {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

const spaceOf = (pid) => linkOf(`/proc/${pid}/ns/pid`)

/**
 * Ids of this machine's processes whose program is `path`, or was before its package was upgraded. A container's are not among them: a machine
 * within this one may run an engine of its own.
 */
export const processesOf = (path) =>
  allProcesses().filter((pid) => linkOf(`/proc/${pid}/exe`)?.replace(/ \(deleted\)$/, '') === path && spaceOf(pid) === spaceOf('self'))

export const argvOf = (pid) => (readText(`/proc/${pid}/cmdline`) ?? '').split('\0').filter((part) => part !== '')

/** Whether the process has this socket (by its inode) open. */
export function holdsSocket(pid, inode) {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`)
  } catch {
    return false
  }
}

/** Fields of /proc/<pid>/stat behind the name (which may hold anything): state, parent, group ... */
function statOf(pid) {
  const stat = readText(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
}

export function isAlive(pid) {
  const state = statOf(pid)?.[0]
  return state !== undefined && state !== 'Z'
}

/** Start of the process in ticks since boot, so that an id used again is not taken for its predecessor. */
export const startTime = (pid) => statOf(pid)?.[19]

/** Ids of the living members of a process group. */
export const membersOf = (group) =>
  allProcesses().filter((pid) => {
    const stat = statOf(pid)
    return stat !== undefined && stat[0] !== 'Z' && Number(stat[2]) === group
  })

/** Sends a signal to a process, or to a group by its negative id. Answers false when there is none. */
export function signal(pid, name) {
  try {
    return process.kill(pid, name)
  } catch (error) {
    if (error.code === 'ESRCH') return false
    throw error
  }
}

/** Asks by SIGTERM, after `ms` milliseconds by SIGKILL, until `ended` says so. */
async function end(pid, ms, ended) {
  for (const [name, patience] of [
    ['SIGTERM', ms],
    ['SIGKILL', 10_000],
  ]) {
    if (!signal(pid, name)) return
    const until = Date.now() + patience
    while (!ended() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50))
    if (ended()) return
  }
  throw new Error(`Process ${Math.abs(pid)} does not end.`)
}

export const endProcess = (pid, ms) => end(pid, ms, () => !isAlive(pid))

/** Ends a process and all that it started. `start` tells its head from another process that has got its id since. */
export async function endGroup({ pid, start }, ms) {
  const now = startTime(pid)
  if (now !== undefined && now !== start) return
  await end(-pid, ms, () => membersOf(pid).length === 0)
}
