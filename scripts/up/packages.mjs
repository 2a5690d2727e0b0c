/** Debian packages: what the host needs, from the host's own apt configuration. */
import { rmSync } from 'node:fs'
import { stopUnitsOf } from '../host/daemons.mjs'
import { isEngineInstalled } from '../host/incus.mjs'
import { apt, ensureEngineCandidate, quiet } from './apt.mjs'
import { run } from './run.mjs'
import { readState, remember } from './state.mjs'

const engine = ['incus', 'incus-client']
const host = [
  ...[
    'uidmap',
    'lxcfs',
    'dnsmasq-base',
    'squashfs-tools',
    'btrfs-progs',
    'acl',
    'attr',
    'rsync',
    'xz-utils',
    'nftables',
    'iproute2',
    'procps',
    'kmod',
  ],
  ...['debootstrap', 'openssl', 'ca-certificates', 'tar', 'util-linux', 'mount'],
  // A way back from an upgrade of a package whose earlier version no source has any more.
  'dpkg-repack',
  // better-sqlite3 is compiled by npm
  ...['g++', 'make', 'python3'],
]
/** What only the tests need. Ubuntu has Chromium as a snap alone, which is no package: see scripts/test/browser.mjs. */
const testPackages = ({ id }) => [
  ...['openssh-client', 'postgresql-client', 'curl', 'zip', 'unzip', 'apache2-utils'],
  ...(id === 'debian' ? ['chromium'] : []),
]

async function installed() {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  const { stdout } = await run(['dpkg-query', '-W', '-f', '${db:Status-Abbrev} ${Package}\n'])
  return new Set(
    stdout
      .split('\n')
      .filter((line) => line.startsWith('ii '))
      .map((line) => line.slice(3).trim()),
  )
}

/** Names that `apt-get -s install` says it would install anew: not those that it would only upgrade. */
export const newIn = (simulation) => [...simulation.matchAll(/^Inst ([^ :]+)\S* \(/gm)].map((match) => match[1])

/**
 * Installs what is missing of `names`. Every package that comes with it is remembered before it comes, so that purge knows it also after a kill.
 * Answers the count of new packages.
 */
async function install(names, options = []) {
  const before = await installed()
  const missing = names.filter((name) => !before.has(name))
  if (missing.length === 0) return 0
  const argv = (...more) => [...apt, 'install', ...more, '--no-install-recommends', ...options, ...missing]
  const known = readState().packages ?? []
  const intended = new Set()
  const attempt = async (accept) => {
    const plan = await run(argv('-s'), { env: quiet, accept })
    if (plan.code !== 0) return false
    for (const name of newIn(plan.stdout)) if (!before.has(name)) intended.add(name)
    remember({ packages: [...new Set([...known, ...intended])].sort() })
    return (await run(argv(), { env: quiet, accept })).code === 0
  }
  // Lists can be older than the mirror's files: one update, one more try.
  if (!(await attempt([0, 100]))) {
    await run([...apt, '--fix-broken', 'install'], { env: quiet, accept: [0, 100] })
    await run([...apt, 'update'], { env: quiet })
    await attempt([0])
  }
  const after = await installed()
  const added = [...intended].filter((name) => after.has(name))
  remember({ packages: [...new Set([...known, ...added])].sort() })
  return added.length
}

/** A power cut in the middle of dpkg leaves packages unpacked but not configured. */
async function finishInterrupted() {
  const { stdout } = await run(['dpkg', '--audit'], { accept: [0, 1] })
  if (stdout.trim() !== '') await run(['dpkg', '--configure', '-a', '--force-confold'], { env: quiet })
}

/** Names that are not installed yet. Changes nothing. */
export async function missingHostPackages() {
  const present = await installed()
  return [...engine, ...host].filter((name) => !present.has(name))
}

export async function ensureHostPackages(system) {
  const missing = await missingHostPackages()
  if (missing.length === 0) return 'all there'
  await finishInterrupted()
  let count = await install(host)
  if (engine.some((name) => missing.includes(name))) {
    await ensureEngineCandidate(system.codename)
    const backports = system.id === 'debian' && system.version === '12' ? ['-t', `${system.codename}-backports`] : []
    count += await install(engine, backports)
  }
  return `${count} installed`
}

/** Installs packages that only this machine's tests or measurements need. */
export async function ensurePackages(names) {
  await finishInterrupted()
  const count = await install(names)
  return count === 0 ? 'all there' : `${count} installed`
}

export const ensureTestPackages = (system) => ensurePackages(testPackages(system))

/** What the engine's packages leave behind when they go. */
const leftovers = ['/var/lib/incus', '/var/log/incus', '/var/cache/incus', '/run/incus', '/var/lib/lxcfs']

/** Removes the packages that came with `up`, except those that something else on the machine has come to need. */
export async function removeHostPackages() {
  const { packages = [], aptSource } = readState()
  const present = await installed()
  let names = packages.filter((name) => present.has(name))
  for (;;) {
    if (names.length === 0) break
    const { stdout } = await run([...apt, '-s', 'purge', '--', ...names])
    const going = [...stdout.matchAll(/^Purg (\S+)/gm)].map((match) => match[1])
    const strangers = going.filter((name) => !packages.includes(name))
    if (strangers.length === 0) break
    const needed = await neededBy(strangers)
    const rest = names.filter((name) => !needed.has(name))
    if (rest.length === names.length)
      throw new Error(`apt would also remove ${strangers.join(', ')}: remove the packages of Reeve by hand.`)
    names = rest
  }
  await stopUnitsOf(names)
  if (names.length > 0) await run([...apt, 'purge', '--', ...names], { env: quiet })
  // Also when an earlier purge came this far and no further.
  if (packages.includes('incus') && !isEngineInstalled()) for (const path of leftovers) rmSync(path, { recursive: true, force: true })
  if (aptSource !== undefined) rmSync(aptSource, { force: true })
  return `${names.length} removed`
}

/** Names of all packages that the given ones depend on, near and far. */
async function neededBy(names) {
  const { stdout } = await run([
    'apt-cache',
    'depends',
    '--recurse',
    '--installed',
    '--no-suggests',
    '--no-conflicts',
    '--no-breaks',
    '--no-replaces',
    '--',
    ...names,
  ])
  return new Set([...stdout.matchAll(/^(\S+)/gm)].map((match) => match[1]))
}
