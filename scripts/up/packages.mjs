/** Debian packages: what the host needs, from the host's own apt configuration. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.mjs'
import { readState, readText, remember, writeFileAtomic } from './state.mjs'

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
  // better-sqlite3 is compiled by npm
  ...['g++', 'make', 'python3'],
]
/** What only the tests need. */
export const testPackages = ['chromium', 'openssh-client', 'postgresql-client', 'curl', 'zip', 'unzip', 'apache2-utils']

const apt = ['apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=300']
const quiet = { DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_MODE: 'l' }

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

async function candidate(name) {
  const { stdout } = await run(['apt-cache', 'policy', name], { env: { LC_ALL: 'C' } })
  const found = /Candidate: (\S+)/.exec(stdout)?.[1]
  return found === undefined || found === '(none)' ? undefined : found
}

/** Text of every source file that apt reads. */
function sourceFiles() {
  const folder = '/etc/apt/sources.list.d'
  const names = readdirSync(folder).filter((name) => /\.(list|sources)$/.test(name))
  const files = names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  const single = readText('/etc/apt/sources.list')
  return single === undefined ? files : [{ name: 'sources.list', text: single }, ...files]
}

/** The host's entry for `codename`, written again for its backports: same address, same keyring, same options, same comments. */
export function backportsEntry(codename, files) {
  for (const { name, text } of files) {
    if (name.endsWith('.sources')) {
      for (const stanza of text.split(/\n\s*\n/)) {
        const suites = /^Suites:(.*)$/m.exec(stanza)?.[1]?.trim().split(/\s+/) ?? []
        if (suites.includes(codename) && !/^Enabled:\s*no/m.test(stanza)) {
          return { file: 'reeve-backports.sources', text: `${stanza.trim().replace(/^Suites:.*$/m, `Suites: ${codename}-backports`)}\n` }
        }
      }
    } else {
      for (const line of text.split('\n')) {
        const found = new RegExp(`^(deb\\s+(?:\\[[^\\]]*\\]\\s+)?\\S+\\s+)${codename}(\\s.*)$`).exec(line)
        if (found) return { file: 'reeve-backports.list', text: `${found[1]}${codename}-backports${found[2]}\n` }
      }
    }
  }
  return undefined
}

/** Debian 12 has Incus in its backports only: adds that suite, derived from the host's own sources. */
async function ensureEngineCandidate(codename) {
  if (await candidate('incus')) return
  await run([...apt, 'update'], { env: quiet })
  if (await candidate('incus')) return
  const entry = backportsEntry(codename, sourceFiles())
  if (entry === undefined) throw new Error(`No package source offers incus, and none of ${codename} was found to derive backports from.`)
  const path = join('/etc/apt/sources.list.d', entry.file)
  writeFileAtomic(path, entry.text, 0o644)
  remember({ aptSource: path })
  await run([...apt, 'update'], { env: quiet })
  if (!(await candidate('incus'))) throw new Error(`Neither ${codename} nor its backports offer the package incus.`)
}

/** Installs what is missing of `names`; remembers every package that came with it. Answers the count of new packages. */
async function install(names, options = []) {
  const before = await installed()
  const missing = names.filter((name) => !before.has(name))
  if (missing.length === 0) return 0
  const argv = [...apt, 'install', '--no-install-recommends', ...options, ...missing]
  // Lists can be older than the mirror's files: one update, one more try.
  const first = await run(argv, { env: quiet, accept: [0, 100] })
  if (first.code !== 0) {
    await run([...apt, '--fix-broken', 'install'], { env: quiet, accept: [0, 100] })
    await run([...apt, 'update'], { env: quiet })
    await run(argv, { env: quiet })
  }
  const added = [...(await installed())].filter((name) => !before.has(name))
  remember({ packages: [...new Set([...(readState().packages ?? []), ...added])].sort() })
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

export async function ensureTestPackages() {
  await finishInterrupted()
  const count = await install(testPackages)
  return count === 0 ? 'all there' : `${count} installed`
}

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
  if (names.length > 0) await run([...apt, 'purge', '--', ...names], { env: quiet })
  if (names.includes('incus')) for (const path of leftovers) rmSync(path, { recursive: true, force: true })
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
