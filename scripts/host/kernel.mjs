/** Kernel settings that many containers need. Limits are only raised, never lowered. What all were is remembered, so that purge puts it back. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
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
/**
 * Sends what passes a bridge through the rules for routed packets as well. Ours hold without it (the bridges have their own), and each packet between
 * gate and service would pay twice; but others' may need it, so that it is left on where the machine has a bridge that is not ours.
 */
const bridged = 'net.bridge.bridge-nf-call-iptables'
const settings = { ...wanted, [bridged]: 0 }
const foreignBridges = () =>
  readdirSync('/sys/class/net').filter((name) => !name.startsWith('rv-') && existsSync(`/sys/class/net/${name}/bridge`))

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
  const isBridged = readText(pathOf(bridged))?.trim()
  const foreign = foreignBridges().length > 0
  if (isBridged === '1' && !foreign) {
    before[bridged] ??= '1'
    low.push([bridged, settings[bridged]])
  }
  // Somebody who may need it has come since.
  if (isBridged === '0' && foreign && before[bridged] === '1') low.push([bridged, 1])
  if (low.length > 0) {
    remember({ kernel: before })
    for (const [name, value] of low) writeFileSync(pathOf(name), String(value))
  }
  const text = Object.keys(before)
    .filter((name) => name in wanted)
    .map((name) => `${name} = ${wanted[name]}\n`)
    .join('')
  if (text !== '' && readText(persistent) !== text) writeFileAtomic(persistent, text, 0o644)
  return low.length === 0 ? 'as wanted' : `${low.length} changed`
}

/** Of the values before, those to put back: what is still as `up` set it. What somebody has changed since is theirs. */
export const toRestore = (before, now) => Object.entries(before).filter(([name]) => now(name)?.trim() === String(settings[name]))

export function restoreKernelSettings() {
  const now = (name) => readText(pathOf(name))
  for (const [name, value] of toRestore(readState().kernel ?? {}, now)) writeFileSync(pathOf(name), value)
  rmSync(persistent, { force: true })
}
