/**
 * The programs that are under way for this command. Each is the head of a process group of its own, so that it ends with all that it started:
 * when we end, when we are ended, and, since the lock file names it, when the next command takes over from one that was killed.
 */
import { endGroup, signal, startTime } from '../host/processes.mjs'

const patience = 5000
const running = new Map()
const watchers = new Set()
const tell = () => {
  for (const watcher of watchers) watcher()
}

/** [{pid, start}] of all that run now. */
export const childGroups = () => [...running].map(([pid, start]) => ({ pid, start }))

export function enter(pid) {
  running.set(pid, startTime(pid))
  tell()
}

export function leave(pid) {
  if (running.delete(pid)) tell()
}

/** Calls `watcher` whenever a program has begun or ended. Answers a function that ends this. */
export function watchChildren(watcher) {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

export const endGroups = (groups) => Promise.all(groups.map((group) => endGroup(group, patience)))
export const endChildren = () => endGroups(childGroups())

process.once('exit', () => {
  for (const pid of running.keys()) signal(-pid, 'SIGKILL')
})
