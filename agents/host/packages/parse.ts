/** What apt and dpkg print, in the language C, as values. */
import { compareVersions } from './versions.ts'

/** One line of a simulation: `before` null for a package that would be new. */
export interface Planned {
  name: string
  before: string | null
  after: string
  origin: string
}

/** Of `apt-get -s`: lines such as `Inst bash [5.2.15-2+b8] (5.2.15-2+b13 Debian:12.12/oldstable [amd64])`. */
export function planOf(simulation: string): { installs: Planned[]; removes: string[] } {
  const installs: Planned[] = []
  const removes: string[] = []
  for (const line of simulation.split('\n')) {
    const inst = /^Inst (\S+) (?:\[(\S+)\] )?\((\S+) (.*?) ?\[[^\]]*\]\)/.exec(line)
    if (inst !== null) {
      const [, name = '', before = null, after = '', origin = ''] = inst
      installs.push({ name, before, after, origin })
    }
    const gone = /^(?:Remv|Purg) (\S+)/.exec(line)?.[1]
    if (gone !== undefined) removes.push(gone)
  }
  return { installs, removes }
}

/** By the label or the suite of the archive: `Debian-Security:12/oldstable-security`, `Ubuntu:24.04/noble-security`, `bookworm-security/main`. */
export const isSecurity = (origin: string): boolean => /-security\b/i.test(origin)

export interface Policy {
  candidate: string | null
  /** Suite and component that have the candidate, such as `bookworm-security/main`; empty when only this machine has it. */
  origin: string
  /** Versions that some archive has. */
  available: Set<string>
}

/** Of `apt-cache policy NAME...`. */
export function policiesOf(text: string): Map<string, Policy> {
  const found = new Map<string, Policy>()
  let policy: Policy | undefined
  let version: string | undefined
  for (const line of text.split('\n')) {
    const name = /^(\S+):$/.exec(line)?.[1]
    if (name !== undefined) {
      policy = { candidate: null, origin: '', available: new Set() }
      found.set(name, policy)
      version = undefined
      continue
    }
    if (policy === undefined) continue
    const candidate = /^ {2}Candidate: (\S+)$/.exec(line)?.[1]
    if (candidate !== undefined && candidate !== '(none)') policy.candidate = candidate
    // A version of the table, with *** before the installed one, then one line for each place that has it.
    version = /^ (?:\*\*\*| {3}) (\S+) -?\d+(?: \(.*\))?$/.exec(line)?.[1] ?? version
    const place = /^ {8,}-?\d+ (\S+) (\S+)(?: \S+)? Packages$/.exec(line)
    if (place === null || version === undefined) continue
    policy.available.add(version)
    if (version === policy.candidate && (policy.origin === '' || isSecurity(place[2] ?? ''))) policy.origin = place[2] ?? ''
  }
  return found
}

/** Of `dpkg-query -W -f '${db:Status-Abbrev} ${binary:Package} ${Version}\n'`: what is installed, also what is not set up to its end. */
export function installedOf(text: string, architecture: string): Map<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [state = '', name = '', version = ''] = line.split(/\s+/)
      // The second letter: i installed, U unpacked, F half configured, H half installed, W and T wait for a trigger.
      return /^.[iUFHWtT]/.test(state) && version !== '' ? [[bareName(name, architecture), version] as const] : []
    }),
  )
}

/** apt leaves out the machine's own architecture, dpkg writes it where there could be others. */
export const bareName = (name: string, architecture: string): string => name.replace(new RegExp(`:(?:${architecture}|all)$`), '')

/** Bytes that `apt-get --print-uris` says to fetch: lines such as `'http://...' bash_5.2.15-2+b13_amd64.deb 1491064 SHA256:...`. */
export const fetchBytesOf = (text: string): number =>
  [...text.matchAll(/^'[^']*' \S+ (\d+)/gm)].reduce((sum, [, bytes]) => sum + Number(bytes), 0)

/** How far apt is, of its `APT::Status-Fd` lines such as `pmstatus:bash:57.1429:Unpacking bash (amd64)`: the last one. */
export function progressOf(text: string): { percent: number; text: string } | undefined {
  const last = [...text.matchAll(/^(pm|dl)status:[^:\n]*:([\d.]+):(.*)$/gm)].at(-1)
  if (last === undefined) return undefined
  const [, kind, percent, said = ''] = last
  return { percent: Math.round(Number(percent)), text: kind === 'dl' ? 'downloading' : said }
}

/** CVE ids of the entries of a changelog that are newer than `installed`, newest first. */
export function cvesSince(changelog: string, installed: string): string[] {
  const cves = new Set<string>()
  for (const line of changelog.split('\n')) {
    const version = /^\S+ \(([^)]+)\) /.exec(line)?.[1]
    if (version !== undefined && compareVersions(version, installed) <= 0) break
    for (const [id] of line.matchAll(/CVE-\d{4}-\d{4,}/g)) cves.add(id)
  }
  return [...cves]
}

/** What is wrong with the machine's packages, of `dpkg --audit`: nothing when all is whole. */
export const isWhole = (audit: string): boolean => audit.trim() === ''
