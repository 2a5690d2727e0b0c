import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { ReeveError } from '../../../contracts/errors.ts'
import type { OutdatedPackage, PackagesChanged, PinnedPackage } from '../../../contracts/host.ts'
import type { Report } from '../../core/answers.ts'
import type { Log } from '../../core/log.ts'
import type { Apt } from './apt.ts'
import { createBegun } from './begun.ts'
import { cvesSince, fetchBytesOf, isSecurity, type Planned } from './parse.ts'
import { archivePrefix, changesBetween, pinnedWord, roomFor, stands } from './plan.ts'
import { compareVersions } from './versions.ts'

/**
 * Packages of the machine. Before an upgrade the archives of the versions that are there are put aside: when a package's own script fails, they are
 * installed again. A job that was killed in the middle, with the machine too, is begun again by its id: first dpkg finishes what it left half done.
 */
export interface Packages {
  outdated(refresh: boolean): Promise<OutdatedPackage[]>
  install(id: string, packages: readonly PinnedPackage[], report: Report): Promise<PackagesChanged>
  restore(packages: readonly PinnedPackage[], report: Report): Promise<PackagesChanged>
  /** Of a list that an image was built with: what the machine's sources have newer. */
  newerThan(packages: readonly PinnedPackage[]): Promise<OutdatedPackage[]>
}

export interface PackagesParts {
  apt: Apt
  /** Folder of its own: archives that were put aside, and what the programs said. */
  state: string
  /** Where apt keeps what it has fetched. */
  cache?: string
  /** File systems that have to have room. */
  places?: readonly string[]
  log: Log
}

const advisoriesMs = 30_000
const keptForMs = 30 * 24 * 3600 * 1000

export function createPackages({ apt, state, cache = '/var/cache/apt/archives', places = ['/', '/var'], log }: PackagesParts): Packages {
  const keptFolder = join(state, 'kept')
  mkdirSync(keptFolder, { recursive: true, mode: 0o700 })
  const logFile = join(state, 'apt.log')
  const begun = createBegun(join(state, 'begun.json'))
  const advisories = new Map<string, string[]>()

  /** Path of the archive of exactly this version, from where it was put aside or from apt's own cache. */
  async function archiveOf(pinned: PinnedPackage): Promise<string | undefined> {
    const architecture = /:(.+)$/.exec(pinned.name)?.[1] ?? (await apt.architecture())
    const fits = new RegExp(`_(?:all|${architecture})\\.deb$`)
    for (const folder of [keptFolder, cache]) {
      const names = await readdir(folder).catch(() => [])
      const found = names.find((name) => name.startsWith(archivePrefix(pinned)) && fits.test(name))
      if (found !== undefined) return join(folder, found)
    }
    return undefined
  }

  /** Puts aside the archives of what is there now. Answers which are at hand after it. */
  async function keep(packages: readonly PinnedPackage[]): Promise<PinnedPackage[]> {
    const missing: PinnedPackage[] = []
    for (const pinned of packages) if ((await archiveOf(pinned)) === undefined) missing.push(pinned)
    const policies = await apt.policies(missing.map(({ name }) => name))
    const offered = missing.filter(({ name, version }) => policies.get(name)?.available.has(version))
    if (offered.length > 0) {
      await apt
        .download(offered.map(pinnedWord), keptFolder)
        .catch((err: unknown) => log.warn({ err }, 'earlier versions cannot be fetched'))
    }
    // No source has them any more, and apt's cache was emptied: what lies on the machine is what they are.
    for (const pinned of missing) {
      if ((await archiveOf(pinned)) !== undefined) continue
      await repack(pinned).catch((err: unknown) => log.warn({ err, package: pinned.name }, 'the version that is there cannot be put aside'))
    }
    const kept: PinnedPackage[] = []
    for (const pinned of packages) if ((await archiveOf(pinned)) !== undefined) kept.push(pinned)
    return kept
  }

  async function needRoom(argv: readonly string[]): Promise<void> {
    const needed = roomFor(fetchBytesOf(await apt.uris(argv)))
    for (const place of places) {
      const { bavail, bsize } = await statfs(place)
      if (bavail * bsize < needed)
        throw new ReeveError(
          'storage_full',
          `${place} needs ${Math.ceil(needed / 1_048_576)} MiB of free room for this. Make room and try again.`,
        )
    }
  }

  /** dpkg leaves the epoch out of a file's name, by which we find it. */
  async function repack(pinned: PinnedPackage): Promise<void> {
    const folder = await mkdtemp(join(state, 'repack-'))
    try {
      await apt.repack(pinned.name, folder)
      const [made] = await readdir(folder)
      const end = made?.slice(made.lastIndexOf('_') + 1)
      if (made !== undefined) await rename(join(folder, made), join(keptFolder, `${archivePrefix(pinned)}${end}`))
    } finally {
      await rm(folder, { recursive: true })
    }
  }

  /** Lists may be older than what somebody saw elsewhere: one update, one more try. */
  async function simulate(argv: readonly string[]): Promise<readonly Planned[]> {
    const plan = await apt.simulate(argv).catch(async () => {
      await apt.update()
      return apt.simulate(argv)
    })
    return plan.installs
  }

  async function finishInterrupted(): Promise<void> {
    if (!(await apt.isWhole())) await apt.configure(logFile)
  }

  const said = (): string =>
    readFileSync(logFile, 'utf8')
      .replaceAll(/^(?:pm|dl)status:.*\n/gm, '')
      .slice(-2000)
  const startLog = () => rmSync(logFile, { force: true })

  /** Runs apt, and answers whether what was wanted stands. Packages that came by themselves stay such. */
  async function change(argv: readonly string[], wanted: readonly PinnedPackage[], report: Report, step: number): Promise<boolean> {
    const automatic = await apt.automatic()
    const follow = (percent: number, text: string) => report(step, 4, `${text} (${percent} %)`)
    const status = await apt.change(argv, logFile, follow).catch((err: unknown) => {
      log.warn({ err }, 'apt did not end by itself')
      return null
    })
    const good = status === 0 || (await apt.configure(logFile))
    await apt.markAutomatic(wanted.map(({ name }) => name).filter((name) => automatic.has(name)))
    return good && (await apt.isWhole()) && stands(wanted, await apt.installed())
  }

  /** Installs archives that were put aside, over whatever stands. */
  async function goBack(packages: readonly PinnedPackage[], report: Report): Promise<boolean> {
    const words: string[] = []
    for (const pinned of packages) words.push((await archiveOf(pinned)) ?? pinnedWord(pinned))
    const argv = ['install', '--allow-downgrades', '--allow-change-held-packages', '--no-install-recommends', '--no-remove', '--', ...words]
    if (await change(argv, packages, report, 4)) return true
    // After dpkg itself has died apt wants everything set up first, which is what cannot be done.
    const files = words.filter((word) => word.startsWith('/'))
    if (files.length < words.length) return false
    await apt.unpack(files, logFile)
    return (await apt.configure(logFile)) && stands(packages, await apt.installed())
  }

  async function forgetOld(): Promise<void> {
    for (const name of await readdir(keptFolder)) {
      const path = join(keptFolder, name)
      if ((await stat(path)).mtimeMs < Date.now() - keptForMs) await rm(path, { force: true })
    }
  }

  async function advisoriesOf(pinned: PinnedPackage, installed: string): Promise<string[] | undefined> {
    const key = `${pinnedWord(pinned)} ${installed}`
    const known = advisories.get(key)
    if (known !== undefined) return known
    const changelog = await apt.changelog(pinnedWord(pinned))
    if (changelog === undefined) return undefined
    const cves = cvesSince(changelog, installed)
    advisories.set(key, cves)
    return cves
  }

  /** As far as changelogs can be had soon: when one cannot, the next ones are not asked for. */
  async function withAdvisories(packages: OutdatedPackage[]): Promise<OutdatedPackage[]> {
    const until = Date.now() + advisoriesMs
    for (const found of packages) {
      if (!found.security) continue
      if (Date.now() > until) break
      const cves = await advisoriesOf({ name: found.package, version: found.candidate }, found.installed)
      if (cves === undefined) break
      found.cves = cves
    }
    return packages
  }

  return {
    async outdated(refresh) {
      if (refresh) await apt.update()
      const { installs } = await apt.simulate(['dist-upgrade'])
      return withAdvisories(
        installs.flatMap(({ name, before, after, origin }) =>
          before === null ? [] : { package: name, installed: before, candidate: after, security: isSecurity(origin), cves: [], origin },
        ),
      )
    },
    async install(id, packages, report) {
      report(1, 4, 'looking at what changes')
      const known = await begun.find(id)
      if (known?.end !== undefined) return known.end
      startLog()
      await finishInterrupted()
      const words = packages.map(pinnedWord)
      const argv = ['install', '--no-remove', '--no-install-recommends', '--', ...words]
      const planned = await simulate(argv)
      if (planned.length === 0 && known === undefined) return { outcome: 'installed', changes: [], kept: [], said: '' }
      await needRoom(argv)
      const { before, names } = await begun.of(id, async () => ({ before: await apt.installed(), names: planned.map(({ name }) => name) }))
      const earlier = names.flatMap((name) => {
        const version = before.get(name)
        return version === undefined ? [] : { name, version }
      })
      report(2, 4, 'putting aside the versions that are there')
      await forgetOld()
      const kept = await keep(earlier)
      const done = await change(argv, packages, report, 3)
      const conclude = async (outcome: PackagesChanged['outcome']): Promise<PackagesChanged> => {
        const changes = changesBetween(before, await apt.installed())
        return begun.conclude(id, { outcome, changes, kept, said: outcome === 'installed' ? '' : said() })
      }
      if (done) return conclude('installed')
      report(4, 4, 'going back to the versions before')
      const back = kept.length > 0 && (await goBack(kept, report)) && stands(earlier, await apt.installed())
      return conclude(back ? 'restored' : 'broken')
    },
    async restore(packages, report) {
      report(1, 4, 'looking at what changes')
      startLog()
      await finishInterrupted()
      const before = await apt.installed()
      if (stands(packages, before)) return { outcome: 'installed', changes: [], kept: [], said: '' }
      const done = await goBack(packages, report)
      const changes = changesBetween(before, await apt.installed())
      return { outcome: done ? 'installed' : 'broken', changes, kept: [], said: done ? '' : said() }
    },
    async newerThan(packages) {
      const policies = await apt.policies(
        packages.map(({ name }) => name),
        true,
      )
      return withAdvisories(
        packages.flatMap(({ name, version }) => {
          const { candidate = null, origin = '' } = policies.get(name) ?? {}
          if (candidate === null || compareVersions(candidate, version) <= 0) return []
          return { package: name, installed: version, candidate, security: isSecurity(origin), cves: [], origin }
        }),
      )
    },
  }
}
