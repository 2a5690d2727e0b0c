/** Kernel settings that many containers need. Only raised, never lowered; what they were is remembered, so that purge puts it back. */
import { rmSync, writeFileSync } from 'node:fs'
import { readState, readText, remember, writeFileAtomic } from '../up/state.mjs'

const wanted = {
  'fs.inotify.max_queued_events': 1_048_576,
  'fs.inotify.max_user_instances': 1_048_576,
  'fs.inotify.max_user_watches': 1_048_576,
  'fs.aio-max-nr': 524_288,
  'kernel.keys.maxkeys': 20_000,
  'kernel.keys.maxbytes': 2_000_000,
  'net.ipv4.neigh.default.gc_thresh1': 8192,
  'net.ipv4.neigh.default.gc_thresh2': 32_768,
  'net.ipv4.neigh.default.gc_thresh3': 65_536,
  'vm.max_map_count': 262_144,
  'net.ipv4.ip_forward': 1,
}
const persistent = '/etc/sysctl.d/60-reeve.conf'
const pathOf = (name) => `/proc/sys/${name.replaceAll('.', '/')}`

export function ensureKernelSettings() {
  const before = { ...readState().kernel }
  const low = []
  for (const [name, value] of Object.entries(wanted)) {
    const now = readText(pathOf(name))?.trim()
    // A kernel without this setting has nothing to raise.
    if (now === undefined || Number(now) >= value) continue
    before[name] ??= now
    low.push([name, value])
  }
  if (low.length > 0) {
    remember({ kernel: before })
    for (const [name, value] of low) writeFileSync(pathOf(name), String(value))
  }
  const text = Object.keys(before)
    .filter((name) => name in wanted)
    .map((name) => `${name} = ${wanted[name]}\n`)
    .join('')
  if (text !== '' && readText(persistent) !== text) writeFileAtomic(persistent, text, 0o644)
  return low.length === 0 ? 'as wanted' : `${low.length} raised`
}

/** Of the values before, those to put back: what is still as `up` set it. What somebody has changed since is theirs. */
export const toRestore = (before, now) => Object.entries(before).filter(([name]) => now(name)?.trim() === String(wanted[name]))

export function restoreKernelSettings() {
  const now = (name) => readText(pathOf(name))
  for (const [name, value] of toRestore(readState().kernel ?? {}, now)) writeFileSync(pathOf(name), value)
  rmSync(persistent, { force: true })
}
