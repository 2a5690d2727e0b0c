/** Starts and stops the engine's daemon and lxcfs: by systemd where that is PID 1, else by hand. Copes with what a power cut leaves. */
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { launch, run } from '../up/run.mjs'
import { home, readState, readText, remember } from '../up/state.mjs'
import { until } from '../up/steps.mjs'
import { templateEnvironment } from './container-template.mjs'
import { engineProgram as daemon, engineAnswers, engineSocket, isEngineInstalled } from './incus.mjs'
import { argvOf, endProcess, hasSystemd, isAlive, processesOf } from './processes.mjs'

const lxcfs = '/usr/bin/lxcfs'
const lxcfsMount = '/var/lib/lxcfs'
/** What started by hand outlives the terminal and writes here. */
const openLog = (name) => {
  mkdirSync(join(home, 'log'), { recursive: true, mode: 0o700 })
  return openSync(join(home, 'log', `${name}.log`), 'a', 0o600)
}

const mounted = (path) => (readText('/proc/self/mounts') ?? '').split('\n').some((line) => line.split(' ')[1] === path)

async function unmountLxcfs() {
  for (let i = 0; i < 5 && mounted(lxcfsMount); i++) await run(['umount', '-l', lxcfsMount])
}

/** Starts a program of the machine that outlives us, and remembers its id. */
export function startByHand(name, argv) {
  const log = openLog(name)
  try {
    // Daemons of the host must not inherit what the caller's shell happens to hold.
    const pid = launch(['/usr/bin/env', '-i', `PATH=${process.env.PATH}`, 'HOME=/root', 'LANG=C.UTF-8', templateEnvironment, ...argv], {
      log,
    })
    remember({ byHand: { ...readState().byHand, [name]: pid } })
    return pid
  } finally {
    closeSync(log)
  }
}

async function ensureLxcfs() {
  const alive = processesOf(lxcfs).length > 0
  if (alive && existsSync(join(lxcfsMount, 'proc'))) return
  if (hasSystemd()) {
    await run(['systemctl', 'start', 'lxcfs.service'])
    return
  }
  // A mount whose process is gone answers "transport endpoint is not connected" until it is taken away.
  await unmountLxcfs()
  for (const pid of processesOf(lxcfs)) await endProcess(pid, 2000)
  rmSync('/run/lxcfs.pid', { force: true })
  mkdirSync(lxcfsMount, { recursive: true })
  startByHand('lxcfs', [lxcfs, lxcfsMount])
  await until('lxcfs', 10_000, () => existsSync(join(lxcfsMount, 'proc', 'meminfo')))
}

/** Control groups of version 1 on a machine without systemd may lack the hierarchies that the engine wants. */
async function ensureControlGroups() {
  if (existsSync('/sys/fs/cgroup/cgroup.controllers') || mounted('/sys/fs/cgroup')) return
  await run(['mount', '-t', 'cgroup2', 'cgroup2', '/sys/fs/cgroup'])
}

/** Starts the engine unless it answers. Answers how it came to run. */
export async function ensureEngine() {
  await ensureControlGroups()
  await ensureLxcfs()
  if (await engineAnswers()) return 'found running'
  if (hasSystemd()) {
    await run(['systemctl', 'start', 'incus.socket', 'incus.service'])
    await run([daemon, 'waitready', '--timeout', '300'])
    return 'started by systemd'
  }
  for (const pid of daemons()) {
    // It may be on its way up; a daemon that stays silent is stuck.
    const answers = await until('answer', 30_000, engineAnswers).catch(() => false)
    if (answers) return 'found running'
    await endProcess(pid, 30_000)
  }
  rmSync(engineSocket, { force: true })
  mkdirSync('/var/log/incus', { recursive: true })
  removeStaleRunFiles()
  const pid = startByHand('incusd', [...(await manyDescriptors()), daemon, '--group', 'root'])
  await until('the engine', 120_000, async () => {
    if (!isAlive(pid)) throw new Error(`incusd has ended: see ${home}/log/incusd.log`)
    return engineAnswers()
  })
  await run([daemon, 'waitready', '--timeout', '300'])
  return 'started by hand'
}

/** The instances inherit the daemon's limit of open files: as many as the machine lets us give. */
async function manyDescriptors() {
  const raise = ['prlimit', '--nofile=1048576:1048576']
  const { code } = await run([...raise, 'true'], { accept: [0, 1] })
  return code === 0 ? raise : []
}

/**
 * Main daemons only. The same program is the engine's helpers, with a subcommand (forkproxy, forkfile ...), and the monitor of every running
 * container, under a name of its own: ending one of those ends the container.
 */
export function daemons() {
  return processesOf(daemon).filter((pid) => {
    const [name, first] = argvOf(pid)
    return name === daemon && (first === undefined || first.startsWith('-'))
  })
}

/** After a power cut on a machine whose /run is on disk, sockets and pid files of dead helpers are still there. */
function removeStaleRunFiles() {
  if (processesOf(daemon).length > 0) return
  for (const folder of ['/run/incus']) {
    if (!existsSync(folder)) continue
    for (const name of readdirSync(folder)) if (!mounted(join(folder, name))) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** Whether a daemon is ours to end: its package came with us, or we started this very process. Anything else was here before. */
export const isOurs = ({ packages = [], byHand = {} }, pack, name, pids) => packages.includes(pack) || pids.includes(byHand[name])

/** Has an engine of systemd that runs already read the ranges of ids again, which it does at its start only. Its instances run on. */
export async function rereadIdRanges() {
  if (hasSystemd() && isEngineInstalled()) await run(['systemctl', 'try-restart', 'incus.service'])
}

const units = {
  incus: ['incus-startup.service', 'incus-user.service', 'incus-user.socket', 'incus.service', 'incus.socket'],
  lxcfs: ['lxcfs.service'],
}

/** Before these packages go: their own scripts leave systemd's daemons running, with folders below /var/lib mounted. */
export async function stopUnitsOf(packages) {
  const names = hasSystemd() ? packages.flatMap((name) => units[name] ?? []) : []
  if (names.length === 0) return
  await run(['systemctl', 'stop', '--', ...names])
  // lxcfs ends with 1 when it is told to end, and may leave a mount whose other end is gone.
  await run(['systemctl', 'reset-failed', '--', ...names], { accept: [0, 1] })
  if (packages.includes('lxcfs')) await unmountLxcfs()
}

/** Stops the daemons that are ours; systemd's own stay for whoever else uses them. The instances must be stopped before. */
export async function stopEngine() {
  if (hasSystemd()) return 'left to systemd'
  const pids = daemons()
  if (pids.length === 0) return 'not running'
  const state = readState()
  if (!isOurs(state, 'incus', 'incusd', pids)) return 'left: it ran before'
  if (await engineAnswers()) await run([daemon, 'shutdown', '--timeout', '60'], { accept: [0, 1] })
  for (const pid of pids) await endProcess(pid, 60_000)
  const filesystems = processesOf(lxcfs)
  if (!isOurs(state, 'lxcfs', 'lxcfs', filesystems)) return 'stopped'
  for (const pid of filesystems) await endProcess(pid, 5000)
  await unmountLxcfs()
  return 'stopped'
}
