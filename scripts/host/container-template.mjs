/**
 * What the engine puts into each container's configuration, from a folder of ours instead of the package's. The package's has lxcfs (a container
 * sees its own memory, processors and uptime in /proc) by a script that starts some twenty programs at each start, and sleeps half a second at each
 * stop; the same mounts as plain entries cost nothing.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../up/run.mjs'
import { home, readText, writeFileAtomic } from '../up/state.mjs'
import { isEngineInstalled } from './incus.mjs'
import { hasSystemd } from './processes.mjs'
import { removeUnitFile } from './unit.mjs'

export const templateFolder = join(home, 'lxc')
/** The engine's own setting for it. */
export const templateEnvironment = `INCUS_LXC_TEMPLATE_CONFIG=${templateFolder}`
const snippets = join(templateFolder, 'common.conf.d')
const packaged = '/usr/share/lxc/config/common.conf.d'
const dropIn = '/etc/systemd/system/incus.service.d/reeve.conf'
const dropInText = `[Service]\nEnvironment=${templateEnvironment}\n`

/** As in lxcfs's own lxc.mount.hook. What one version of it lacks is left out. */
const views = ['cpuinfo', 'diskstats', 'loadavg', 'meminfo', 'pressure', 'slabinfo', 'stat', 'swaps', 'uptime'].map(
  (name) => `proc/${name}`,
)
const lxcfs = [...views, 'sys/devices/system/cpu']
  .map((path) => `lxc.mount.entry = /var/lib/lxcfs/${path} ${path} none bind,optional 0 0\n`)
  .join('')

/** Whatever else the machine gives all containers goes on to count. */
const others = () =>
  (existsSync(packaged) ? readdirSync(packaged) : [])
    .filter((name) => name.endsWith('.conf') && name !== '00-lxcfs.conf')
    .map((name) => `lxc.include = ${join(packaged, name)}\n`)
    .join('')

/** Before the engine is installed or started: it reads the environment at its start only. */
export async function ensureContainerTemplate() {
  for (const [name, text] of Object.entries({ '00-lxcfs.conf': lxcfs, '10-others.conf': others() })) {
    const path = join(snippets, name)
    if (readText(path) !== text) writeFileAtomic(path, text, 0o644)
  }
  if (!hasSystemd()) return
  if (readText(dropIn) !== dropInText) writeFileAtomic(dropIn, dropInText, 0o644)
  if (await isTaken()) return
  await run(['systemctl', 'daemon-reload'])
  if (isEngineInstalled()) await run(['systemctl', 'try-restart', 'incus.service'])
}

/** Whether systemd knows the drop-in: a run that was killed may have come as far as the file. */
const isTaken = async () => (await run(['systemctl', 'show', '-p', 'Environment', 'incus.service'])).stdout.includes(templateEnvironment)

export async function removeContainerTemplate() {
  if (readText(dropIn) === undefined) return
  removeUnitFile(dropIn)
  await run(['systemctl', 'daemon-reload'])
  if (isEngineInstalled()) await run(['systemctl', 'try-restart', 'incus.service'])
}
