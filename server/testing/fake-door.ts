import { Readable } from 'node:stream'
import { actionSpec } from '../../contracts/actions.ts'
import type { ServersSeen } from '../../contracts/administrative-servers.ts'
import type { AlertCondition, Judgement } from '../../contracts/alerts.ts'
import { canonicalJson } from '../../contracts/canonical.ts'
import { type Action, type Envelope, parseInput } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { KindDescriptor } from '../../contracts/kinds.ts'
import type { LedgerEntry, LedgerMark, LedgerVerdict } from '../../contracts/ledger.ts'
import { communityTerms, type LicenceRecords } from '../../contracts/licence.ts'
import type { Observation } from '../../contracts/observation.ts'
import type { CheckResult } from '../../contracts/patches.ts'
import type { CollectorState, Statistics, StatisticsQuery, Top, TopQuery } from '../../contracts/statistics.ts'
import type { Trust } from '../../contracts/trust.ts'
import type { VisitsResult } from '../../contracts/visits.ts'
import type { ActionError, Answer, Door, Progress } from '../dispatch/door.ts'

const resources = { cpus: 1, memoryMiB: 128, diskMiB: 512, processes: 128 }
const kind = (name: string, addressing: KindDescriptor['addressing'], files: boolean): KindDescriptor => ({
  kind: name,
  title: name,
  summary: name,
  row: name,
  addressing,
  ports: [{ name: 'main', port: 80 }],
  files,
  accounts: { webserver: 'folders' as const, ssh: 'shell' as const, postgresql: 'database' as const }[name] ?? null,
  config: { type: 'object', properties: { php: { type: 'boolean' } } },
  resources,
})

const postgresql: KindDescriptor = {
  ...kind('postgresql', ['address', 'login'], false),
  config: { type: 'object', properties: { databases: { type: 'array', items: { type: 'string' }, default: ['app'] } } },
}

const quietUse = {
  ...{ at: 0, power: 'running', memoryBytes: 1, heldBytes: 1, cpuNanoseconds: 0, processes: 1 },
  ...{ receivedBytes: 0, sentBytes: 0, diskBytes: 1, programs: [] },
}

export const oldImage = 'ab'.repeat(32)
export const newImage = 'cd'.repeat(32)
const openssl = {
  package: 'openssl',
  installed: '3.0.1',
  candidate: '3.0.2',
  security: true,
  cves: ['CVE-2026-1'],
  origin: 'Debian-Security',
}
const updates = { updates: 1, security: 1, packages: [openssl] }

/**
 * A door in memory for tests of the backend: the same id gets the stored answer, critical actions need an approval, the world is a few maps.
 * It outlives the backends that a test crashes.
 */
export class FakeDoor implements Door {
  readonly answers = new Map<string, { digest: string; answer: Answer }>()
  /** Actions that were done, each once. */
  readonly done: Action[] = []
  readonly tenants = new Map<string, { suspended: boolean }>()
  readonly services = new Map<string, string>()
  readonly #changed = new Set<() => void>()
  readonly #tenantOf = new Map<string, unknown>()
  readonly routes = new Map<string, string[]>()
  readonly kindList = [kind('webserver', ['host', 'sni'], true), kind('ssh', ['address'], false), postgresql]
  observation: Observation = {
    cursor: '1',
    services: [],
    wakes: [],
    asks: [],
    agents: [],
    gate: true,
    vault: true,
    engine: true,
    machine: null,
  }
  keys: Trust['authenticators'] = []
  administrators: Trust['administrators'] = []
  authority: string | null = null
  /** What a look for updates finds. */
  hostFound: CheckResult['host'] = {
    status: { system: 'Debian GNU/Linux 12', kernel: '6.1.0', uptimeSeconds: 1, rebootNeeded: false, disks: [] },
    ...updates,
  }
  kindsFound: CheckResult['kinds'] = [{ kind: 'webserver', image: oldImage, version: '20260101T020304Z', ...updates }]
  /** Service to the image of its root, where it is not the old one. */
  readonly roots = new Map<string, string>()
  /** Archives that lie there. */
  readonly spool = new Set<string>()
  /** Service to the archive that waits for it. */
  readonly #waiting = new Map<string, string>()
  /** Answer instead of doing. */
  fail: (action: Action) => Partial<ActionError> | undefined = () => undefined
  /** Put into the answer of what is done. */
  result: (action: Action) => Record<string, unknown> = () => ({})
  /** Awaited before an action is done. */
  hold: (action: Action, progress: (progress: Progress) => void) => Promise<void> = async () => undefined
  /** While true nothing gets through. */
  down = false

  async send({ action, approval }: Envelope, progress: (progress: Progress) => void): Promise<Answer> {
    this.#reachable()
    const digest = canonicalJson(action)
    const known = this.answers.get(action.id)
    if (known !== undefined) {
      if (known.digest !== digest) throw new Error(`the action ${action.id} was sent in two forms`)
      return known.answer
    }
    await this.hold(action, progress)
    const fault = this.fail(action)
    if (fault !== undefined) {
      const error: ActionError = { code: 'internal', message: 'It failed.', retry: false, refused: false, ...fault }
      if (!error.retry) this.answers.set(action.id, { digest, answer: { error } })
      return { error }
    }
    const secret = action.name === 'authenticator.enrol' && action.input.secret !== null
    if (actionSpec(action.name).risk === 'critical' && approval === null && !secret)
      return { error: { code: 'approval_needed', message: 'This needs an approval.', retry: false, refused: true } }
    const answer = { result: { ...this.#do(action), ...this.result(action) } }
    this.answers.set(action.id, { digest, answer })
    this.done.push(action)
    return answer
  }

  #do({ name, input }: Action): Record<string, unknown> {
    switch (name) {
      case 'tenant.apply':
        this.tenants.set(String(input.tenant), { suspended: input.suspended === true })
        return {}
      case 'tenant.delete':
        this.tenants.delete(String(input.tenant))
        this.routes.delete(String(input.tenant))
        for (const service of this.services.keys()) if (this.#tenantOf.get(service) === input.tenant) this.services.delete(service)
        return {}
      case 'service.apply': {
        if (!this.tenants.has(String(input.tenant))) throw new Error('a service came before its tenant')
        const address = this.services.get(String(input.service)) ?? `10.88.1.${this.services.size + 1}`
        this.services.set(String(input.service), address)
        this.#tenantOf.set(String(input.service), input.tenant)
        return { address, ownAddress: null, ports: [{ name: 'main', port: 80 }] }
      }
      case 'service.delete':
        this.services.delete(String(input.service))
        return {}
      case 'routes.apply': {
        const routes = parseInput('routes.apply', input)
        const stranger = routes.services.find(({ service }) => !this.services.has(service))
        if (stranger !== undefined) throw new Error('routes lead to a service that is not there')
        this.routes.set(
          routes.tenant,
          routes.services.flatMap(({ hosts, databases }) => [
            ...hosts.map((host) => host.name),
            ...databases.map((name) => `database ${name}`),
          ]),
        )
        return {}
      }
      case 'files.list':
        return { entries: [], truncated: false }
      case 'files.read':
        return { content: '', sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' }
      case 'files.download':
        return { download: 'uaaaaaaaaaaaa', name: 'site.tar.gz' }
      case 'firewall.log':
        return { generation: 1, hits: [], scans: [], lost: [] }
      case 'host.show':
        return {
          status: {
            system: 'Debian GNU/Linux 12 (bookworm)',
            kernel: '6.1.0-41-amd64',
            uptimeSeconds: 1000,
            rebootNeeded: false,
            disks: [],
          },
          firewall: { closed: false, rules: [], generation: 0, keptOpen: [22, 80, 443, 5432], waiting: null },
        }
      case 'service.visits':
        return this.visits(Number(input.after))
      case 'asks.collect':
        return { asks: [] }
      case 'service.snapshots':
        return { snapshots: [{ name: 'asked-aaaaaaaaaaaa', at: 1 }] }
      case 'patch.check':
        return { host: this.hostFound, kinds: this.kindsFound }
      case 'patch.build':
        return {
          fingerprint: newImage,
          version: '20260201T020304Z',
          packages: [],
          difference: [{ name: 'nginx', before: '1.2', after: '1.3' }],
        }
      case 'patch.use':
        return { changed: true, before: oldImage }
      case 'patch.drop':
        return { changed: true }
      case 'patch.host':
      case 'patch.restore':
        return { outcome: 'installed', changes: [], kept: [{ name: 'openssl', version: '3.0.1' }], said: '' }
      case 'service.patch':
        return { outcome: 'patched', from: oldImage, image: input.image ?? newImage, power: 'stopped', answer: 200, heldMs: 900 }
      case 'tenant.roots': {
        const own = [...this.services.keys()].filter((service) => this.#tenantOf.get(service) === input.tenant)
        return { roots: own.map((service) => ({ service, image: this.roots.get(service) ?? oldImage })) }
      }
      case 'service.processes':
        return { power: 'running', processes: [{ name: 'nginx', up: true, pid: 20, seconds: 5 }] }
      case 'service.usage':
        return quietUse
      case 'service.logs':
        return { lines: ['a line'] }
      default:
        return {}
    }
  }

  #reachable(): void {
    if (this.down) throw new ReeveError('unavailable', 'The keep does not answer at the moment.')
  }

  async observe(after: string, _wait: number, signal: AbortSignal): Promise<Observation> {
    this.#reachable()
    if (after === this.observation.cursor)
      await new Promise<void>((resolve) => {
        this.#changed.add(resolve)
        signal.addEventListener('abort', () => resolve())
      })
    this.#reachable()
    return this.observation
  }
  /** From now on the keep observes this; who waits hears of it. */
  change(observation: Partial<Observation>): void {
    this.observation = { ...this.observation, ...observation, cursor: String(Number(this.observation.cursor) + 1) }
    for (const tell of this.#changed) tell()
    this.#changed.clear()
  }
  async kinds(): Promise<KindDescriptor[]> {
    this.#reachable()
    return this.kindList
  }
  seen: ServersSeen = []
  async servers(): Promise<ServersSeen> {
    this.#reachable()
    return this.seen
  }
  entries: LedgerEntry[] = []
  async ledger(): Promise<LedgerEntry[]> {
    return this.entries.toReversed()
  }
  async verifyLedger(seen: LedgerMark | null): Promise<LedgerVerdict> {
    const { entries } = this
    const whole = seen === null || entries[seen.sequence - 1]?.hash === seen.hash
    return { entries: entries.length, whole, brokenAt: whole ? null : entries.length + 1, head: entries.at(-1)?.hash ?? '', unwritten: {} }
  }
  /** What the log of every site says. */
  visits: (after: number) => VisitsResult = (after) => ({ running: true, until: after, whole: true, days: [] })
  /** Questions for statistics, in order. */
  readonly asked: StatisticsQuery[] = []
  busy: Top['services'] = []
  async statistics(query: StatisticsQuery): Promise<Statistics> {
    this.#reachable()
    this.asked.push(query)
    const stepMs = Math.ceil((query.to - query.from) / query.points)
    return {
      from: query.from,
      stepMs,
      series: query.metrics.map((metric) => ({ metric, values: Array.from({ length: query.points }, () => 1) })),
    }
  }
  async topServices({ tenant, limit }: TopQuery): Promise<Top> {
    this.#reachable()
    return { services: this.busy.filter((one) => tenant === undefined || one.tenant === tenant).slice(0, limit) }
  }
  async collector(): Promise<CollectorState> {
    return {
      since: 0,
      rounds: { engine: 1, gate: 1, disk: 1, machine: 1 },
      writtenAt: null,
      cpuMs: 1,
      engineMs: 1,
      objects: 1,
      services: 1,
    }
  }
  /** What is beyond its threshold, by alert. */
  readonly beyond = new Map<string, Omit<Judgement, 'alert'>>()
  async judge(conditions: readonly AlertCondition[]): Promise<Judgement[]> {
    this.#reachable()
    return conditions.map(({ alert }) => ({ alert, ...(this.beyond.get(alert) ?? { holds: false, over: false, value: 0 }) }))
  }
  async trust(): Promise<Trust> {
    this.#reachable()
    return { authenticators: this.keys, administrators: this.administrators, sealingKey: 'BA', authority: this.authority }
  }
  licenceRecords: LicenceRecords = {
    own: { terms: communityTerms, installedAt: null, earlier: null, standing: 'valid', used: { tenants: 0, services: 0, nodes: 1 } },
    ...{ pool: [], seats: [], sealingKey: 'BA' },
  }
  async licences(): Promise<LicenceRecords> {
    this.#reachable()
    return structuredClone(this.licenceRecords)
  }
  async putUpload(id: string, { service }: { service: string }, body: Readable) {
    let bytes = 0
    for await (const part of body) bytes += (part as Buffer).length
    const before = this.#waiting.get(service)
    if (before !== undefined) this.spool.delete(before)
    this.#waiting.set(service, id)
    this.spool.add(id)
    return { bytes, sha256: '0'.repeat(64) }
  }
  async getUpload(): Promise<Readable> {
    return Readable.from(['content'])
  }
  async deleteUpload(id: string): Promise<void> {
    this.spool.delete(id)
  }
  close(): void {}
}
