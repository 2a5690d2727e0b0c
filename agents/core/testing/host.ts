import { createHash } from 'node:crypto'
import { ReeveError } from '../../../contracts/errors.ts'
import { confirmSeconds } from '../../../contracts/firewall.ts'
import {
  type CodeState,
  type HostAnswer,
  type HostFirewall,
  type HostInput,
  type HostStatus,
  type HostVerb,
  hostVerb,
  type KindImage,
  type OutdatedPackage,
  type PackageChange,
  type PackagesChanged,
} from '../../../contracts/host.ts'
import type { HostAskOptions, HostClient } from '../host-client.ts'

interface Candidate {
  version: string
  security?: boolean
  cves?: string[]
}
/** An archive in memory is its name. */
const sumOf = (name: string): string => createHash('sha256').update(name).digest('hex')

type Verbs = { [V in HostVerb]: (input: HostInput<V>) => HostAnswer<V> }

/** A machine in memory for tests of agents that ask the host agent: packages, images of kinds, and the firewall. */
export class FakeHost implements HostClient {
  installed = new Map<string, string>()
  candidates = new Map<string, Candidate>()
  /** `name=version` whose own scripts fail when it is set up. */
  failing = new Set<string>()
  /** The earlier versions cannot be brought back either. */
  stuck = false
  images = new Map<string, KindImage[]>()
  /** What each package beside an image needs: names, itself among them. Those that are not here no source has. */
  offered = new Map<string, string[]>()
  firewall: HostFirewall & { generation: number } = { closed: false, rules: [], generation: 0 }
  before: { firewall: FakeHost['firewall']; confirmBy: number } | undefined
  status: HostStatus = {
    system: 'Debian GNU/Linux 12 (bookworm)',
    kernel: '6.1.0-1-amd64',
    uptimeSeconds: 1000,
    rebootNeeded: false,
    disks: [{ path: '/', freeBytes: 20e9, totalBytes: 40e9 }],
  }
  code: CodeState = { version: '0.1.0', differs: false }
  /** The installation's own state, to the vault. */
  shown = false
  /** The next so many questions find nobody there. */
  away = 0
  now = 1_700_000_000_000
  readonly asked: { id: string; verb: HostVerb; input: unknown }[] = []
  #answers = new Map<string, unknown>()
  #builds = 0

  async ask<V extends HostVerb>(id: string, verb: V, input: HostInput<V>, { report }: HostAskOptions = {}): Promise<HostAnswer<V>> {
    if (this.away > 0) {
      this.away -= 1
      throw new ReeveError('unavailable', 'The host agent of the machine does not answer.')
    }
    const parsed = hostVerb(verb).input.parse(input) as HostInput<V>
    this.asked.push({ id, verb, input: parsed })
    const known = this.#answers.get(id)
    if (known !== undefined) return known as HostAnswer<V>
    report?.(1, 1, verb)
    const answer = hostVerb(verb).answer.parse(this.#verbs[verb](parsed)) as HostAnswer<V>
    if (!hostVerb(verb).reads) this.#answers.set(id, answer)
    return answer
  }

  /** An image of a kind as if it had been built from these packages, and in use. */
  addImage(kind: string, packages: Record<string, string>): KindImage {
    this.#builds += 1
    const fingerprint = createHash('sha256').update(`${kind} ${this.#builds}`).digest('hex')
    const version = `20260101T00000${this.#builds}`
    const image = { fingerprint, version, used: true, packages: Object.entries(packages).map(([name, each]) => ({ name, version: each })) }
    this.images.set(kind, [...this.#imagesOf(kind).map((other) => ({ ...other, used: false })), image])
    return image
  }

  #imagesOf = (kind: string): KindImage[] => this.images.get(kind) ?? []

  #outdated(packages: Iterable<readonly [string, string]>): OutdatedPackage[] {
    return [...packages].flatMap(([name, installed]) => {
      const found = this.candidates.get(name)
      if (found === undefined || found.version === installed) return []
      const { version: candidate, security = false, cves = [] } = found
      return { package: name, installed, candidate, security, cves, origin: security ? 'Debian-Security:12/stable' : 'Debian:12/stable' }
    })
  }

  #install(packages: HostInput<'packages.install'>['packages']): PackagesChanged {
    const changes: PackageChange[] = packages.map(({ name, version }) => ({
      name,
      before: this.installed.get(name) ?? null,
      after: version,
    }))
    const kept = changes.flatMap(({ name, before }) => (before === null ? [] : { name, version: before }))
    const broken = packages.some(({ name, version }) => this.failing.has(`${name}=${version}`))
    if (broken && !this.stuck) return { outcome: 'restored', changes: [], kept, said: 'dpkg: error processing package' }
    for (const { name, version } of packages) this.installed.set(name, version)
    return { outcome: broken ? 'broken' : 'installed', changes, kept, said: broken ? 'dpkg: error processing package' : '' }
  }

  #firewallChange(generation: number): HostAnswer<'firewall.change'> {
    if (this.before !== undefined && this.now >= this.before.confirmBy) {
      this.firewall = this.before.firewall
      this.before = undefined
    }
    if (this.firewall.generation !== generation) return { state: 'rolled_back', changed: false, confirmBy: null }
    const { before } = this
    return { state: before === undefined ? 'applied' : 'waiting', changed: true, confirmBy: before?.confirmBy ?? null }
  }

  readonly #verbs: Verbs = {
    status: () => this.status,
    self: () => ({ since: this.now, build: 'fake' }),
    'agent.restart': () => ({ changed: true }),
    'code.state': () => this.code,
    'packages.outdated': () => ({ packages: this.#outdated(this.installed) }),
    'packages.install': ({ packages }) => this.#install(packages),
    'packages.restore': ({ packages }) => this.#install(packages),
    'archives.fetch': ({ packages }) => {
      const missing = packages.find((name) => !this.offered.has(name))
      if (missing !== undefined) throw new ReeveError('not_found', `No package source of the machine has a package ${missing}.`)
      const names = [...new Set(packages.flatMap((name) => this.offered.get(name) ?? []))]
      return { archives: names.map((name) => ({ name, version: '1', sha256: sumOf(name), bytes: name.length })) }
    },
    'archives.piece': ({ sha256, offset }) => {
      const name = [...this.offered.values()].flat().find((each) => sumOf(each) === sha256)
      if (name === undefined) throw new ReeveError('unavailable', 'This archive has to be fetched once more.')
      return { content: Buffer.from(name.slice(offset)).toString('base64') }
    },
    'control.show': () => {
      this.shown = true
      return { parts: ['host', 'keep'] }
    },
    'control.hide': () => {
      const changed = this.shown
      this.shown = false
      return { changed }
    },
    'image.list': ({ kind }) => ({ images: this.#imagesOf(kind) }),
    'image.outdated': ({ kind }) => {
      const used = this.#imagesOf(kind).find((image) => image.used)
      const packages = used?.packages.map(({ name, version }) => [name, version] as const) ?? []
      return { fingerprint: used?.fingerprint ?? null, packages: this.#outdated(packages) }
    },
    'image.build': ({ kind }) => {
      const before = this.#imagesOf(kind)
      const old = before.find((image) => image.used)?.packages ?? []
      const fresh = old.map(({ name, version }) => [name, this.candidates.get(name)?.version ?? version] as const)
      const image = { ...this.addImage(kind, Object.fromEntries(fresh)), used: false }
      this.images.set(kind, [...before, image])
      const difference = old.flatMap(({ name, version }, index) => {
        const after = fresh[index]?.[1] ?? null
        return after === version ? [] : { name, before: version, after }
      })
      return { ...image, difference }
    },
    'image.use': ({ kind, fingerprint }) => {
      const all = this.#imagesOf(kind)
      if (!all.some((image) => image.fingerprint === fingerprint)) throw new ReeveError('not_found', 'There is no such image.')
      const before = all.find((image) => image.used)?.fingerprint ?? null
      this.images.set(
        kind,
        all.map((image) => ({ ...image, used: image.fingerprint === fingerprint })),
      )
      return { changed: before !== fingerprint, before }
    },
    'image.drop': ({ fingerprint }) => {
      for (const [kind, all] of this.images) {
        const found = all.find((image) => image.fingerprint === fingerprint)
        if (found?.used) throw new ReeveError('conflict', 'This image is in use.')
        if (found === undefined) continue
        this.images.set(
          kind,
          all.filter((image) => image !== found),
        )
        return { changed: true }
      }
      return { changed: false }
    },
    'firewall.show': () => {
      const { before, firewall } = this
      const waiting = before === undefined ? null : { generation: firewall.generation, confirmBy: before.confirmBy }
      return { ...firewall, keptOpen: [22, 80, 443, 5432], waiting }
    },
    'firewall.apply': (wish) => {
      this.before = { firewall: this.firewall, confirmBy: this.now + confirmSeconds * 1000 }
      this.firewall = wish
      return this.#firewallChange(wish.generation)
    },
    'firewall.change': ({ generation }) => this.#firewallChange(generation),
    'firewall.confirm': ({ generation }) => {
      if (this.#firewallChange(generation).state === 'rolled_back') throw new ReeveError('expired', 'Nobody confirmed the change in time.')
      const waited = this.before !== undefined
      this.before = undefined
      return { changed: waited }
    },
  }
}
