/** The base of all images: a minimal Debian of the host's release with s6, made by debootstrap from the host's own package source. */
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../up/run.mjs'
import { home } from '../up/state.mjs'
import { lend, takeBack } from './lending.mjs'

export const workshop = join(home, 'images')
const packages = ['s6', 'execline', 'netbase', 'iproute2', 'ca-certificates']
/** A mount and process namespace of its own: whatever is mounted or started in it goes with it, also after a kill. */
const confined = (proc) => ['unshare', '--mount', '--pid', '--fork', '--kill-child', `--mount-proc=${proc}`]
/** Without a terminal of its own dpkg names the package that failed where errors are read. */
const quietly = ['apt-get', '-q', '-y', '-o', 'Dpkg::Use-Pty=0']
const scandir = '/etc/s6/services'

export const hashOf = (value) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 24)

/** Where apt fetches the release from, by its own configuration: {uri, components, keyring}. */
async function mirrorOf(codename) {
  const format = '$(REPO_URI)|$(CODENAME)|$(SUITE)|$(COMPONENT)|$(SIGNED_BY)|$(RELEASE)'
  const { stdout } = await run(['apt-get', 'indextargets', '--format', format, 'Created-By: Packages'])
  const rows = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('|'))
  const ours = rows.filter((row) => row[5] === codename || row[1] === codename)
  const main = ours.find((row) => row[3] === 'main') ?? ours[0]
  if (main === undefined) throw new Error(`apt has no package source for ${codename}. Add one to /etc/apt and run up again.`)
  const components = [...new Set(ours.filter((row) => row[0] === main[0]).map((row) => row[3]))]
  return { uri: main[0], components, keyring: main[4].startsWith('/') ? main[4] : undefined }
}

/** Runs `argv` in `root`, confined. */
export const inRoot = (root, argv, options) =>
  run([...confined(join(root, 'proc')), 'chroot', root, ...argv], {
    ...options,
    env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8', HOME: '/root', ...options?.env },
  })

/** Makes installing quick and quiet: no service starts, no fsync per file, no documents. */
function prepareForApt(root) {
  writeFileSync(join(root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  writeFileSync(
    join(root, 'etc/dpkg/dpkg.cfg.d/reeve'),
    'force-unsafe-io\npath-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\npath-exclude=/usr/share/locale/*\npath-exclude=/usr/share/info/*\n',
  )
}

/** Installs packages in `root`, then takes away what the image does not need. */
export async function installIn(root, names, enter = inRoot) {
  if (names.length > 0) await enter(root, [...quietly, 'install', '--', ...names])
  await enter(root, ['apt-get', 'clean'])
}

/** The newest packages of all archives that the machine knows, also those of security and updates. */
async function makeNewest(root, enter) {
  lend(root)
  await enter(root, ['apt-get', '-q', 'update'])
  await enter(root, [...quietly, 'dist-upgrade'])
}

/** Brings a root of an earlier day to the newest packages, with the machine's package sources as they are now. */
export async function upgradeIn(root, enter = inRoot) {
  takeBack(root)
  await makeNewest(root, enter)
}

/** debootstrap knows one archive, the release as it once came out: what was mended since is in others. */
export async function fillBase(root, enter = inRoot) {
  prepareForApt(root)
  await makeNewest(root, enter)
  await installIn(root, packages, enter)
}

/** Writes files into an image: [{path, content, mode}]; mode is a number or an octal text. */
export function writeFiles(root, files) {
  for (const { path, content, mode } of files) {
    const target = join(root, path)
    mkdirSync(join(target, '..'), { recursive: true })
    rmSync(target, { force: true })
    writeFileSync(target, content)
    // Not by the umask of whoever runs this.
    chmodSync(target, typeof mode === 'string' ? Number.parseInt(mode, 8) : (mode ?? 0o644))
  }
}

/** s6 as PID 1: how it ends when the engine says halt (SIGPWR), and an empty folder of services. */
export function supervisorFiles() {
  return [
    { path: '/usr/lib/reeve/init', content: readFileSync(new URL('files/zone-init.sh', import.meta.url), 'utf8'), mode: 0o755 },
    { path: `${scandir}/.s6-svscan/SIGPWR`, content: `#!/bin/sh\nexec s6-svscanctl -t ${scandir}\n`, mode: 0o755 },
    { path: `${scandir}/.s6-svscan/finish`, content: '#!/bin/sh\nexit 0\n', mode: 0o755 },
  ]
}

/** Folder of the base, made once per recipe. Safe to call again after a kill: it is renamed into place when it is whole. */
export async function ensureBase(system) {
  const recipe = hashOf({ version: 4, codename: system.codename, packages })
  const ready = join(workshop, `base-${recipe}`)
  if (existsSync(ready)) return { root: ready, recipe, made: false }
  mkdirSync(workshop, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(workshop)) rmSync(join(workshop, name), { recursive: true, force: true })
  const root = `${ready}.part`
  const mirror = await mirrorOf(system.codename)
  const keyring = mirror.keyring === undefined ? [] : [`--keyring=${mirror.keyring}`]
  const choice = ['--variant=minbase', ...keyring, `--components=${mirror.components.join(',')}`]
  // It mounts /proc in the folder, which could not be removed any more after a kill.
  await run([...confined('/proc'), 'debootstrap', ...choice, system.codename, root, mirror.uri], { timeoutMs: 900_000 })
  await fillBase(root)
  await run(['sync', '-f', root])
  renameSync(root, ready)
  return { root: ready, recipe, made: true }
}
