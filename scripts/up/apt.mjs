/** The machine's own apt: its sources, and where Debian 12 has the engine. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './run.mjs'
import { readText, remember, writeFileAtomic } from './state.mjs'

export const apt = ['apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=300']
export const quiet = { DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_MODE: 'l' }

export async function candidate(name) {
  const { stdout } = await run(['apt-cache', 'policy', name], { env: { LC_ALL: 'C' } })
  const found = /Candidate: (\S+)/.exec(stdout)?.[1]
  return found === undefined || found === '(none)' ? undefined : found
}

/** Text of every source file that apt reads. */
export function sourceFiles() {
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
export async function ensureEngineCandidate(codename) {
  if (await candidate('incus')) return
  await run([...apt, 'update'], { env: quiet })
  if (await candidate('incus')) return
  const entry = backportsEntry(codename, sourceFiles())
  if (entry === undefined) throw new Error(`No package source offers incus, and none of ${codename} was found to derive backports from.`)
  const path = join('/etc/apt/sources.list.d', entry.file)
  remember({ aptSource: path })
  writeFileAtomic(path, entry.text, 0o644)
  await run([...apt, 'update'], { env: quiet })
  if (!(await candidate('incus'))) throw new Error(`Neither ${codename} nor its backports offer the package incus.`)
}

/** Addresses from which apt fetches a release, by its own configuration. */
async function addressesOf(release) {
  const { stdout } = await run(['apt-get', 'indextargets', '--format', '$(REPO_URI)|$(RELEASE)|$(CODENAME)'], { accept: [0, 100] })
  const rows = stdout.split('\n').map((line) => line.split('|'))
  return rows.filter((row) => row[1] === release || row[2] === release).map(([uri]) => uri.replace(/\/$/, ''))
}

/** Fetches the small index of a release by apt's own means, with its proxies, certificates and passwords. */
async function releaseAnswers(address, release) {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-look-'))
  const patience = ['-o', 'Acquire::Retries=2', '-o', 'Acquire::http::Timeout=20']
  try {
    const argv = ['/usr/lib/apt/apt-helper', ...patience, 'download-file', `${address}/dists/${release}/Release`, join(folder, 'Release')]
    await run(argv, { timeoutMs: 90_000 })
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Whether apt can fetch the release: 'fine', 'none' (no source for it) or 'silent'. Changes nothing. */
export async function sourceOf(codename) {
  const [address] = await addressesOf(codename)
  if (address === undefined) return 'none'
  return (await releaseAnswers(address, codename)) ? 'fine' : 'silent'
}

/** The same for where the engine would come from. */
export async function engineSourceOf({ id, version, codename }) {
  if (id !== 'debian' || version !== '12' || (await candidate('incus'))) return 'fine'
  const backports = `${codename}-backports`
  const [named] = await addressesOf(backports)
  const [derived] = backportsEntry(codename, sourceFiles()) === undefined ? [] : await addressesOf(codename)
  const address = named ?? derived
  if (address === undefined) return 'none'
  return (await releaseAnswers(address, backports)) ? 'fine' : 'silent'
}
