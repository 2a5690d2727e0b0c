import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ActionInput, ActionName } from '../../../contracts/actions.ts'
import type { Action } from '../../../contracts/envelope.ts'
import { newId, projectOf } from '../../../contracts/ids.ts'
import { trialProject } from '../../../contracts/zones.ts'
import type { Answer } from '../../core/answers.ts'
import { type Db, openDatabase } from '../../core/database.ts'
import type { ServiceFacts } from '../../core/facts.ts'
import { createJournal, journalMigrations } from '../../core/journal.ts'
import { createLog } from '../../core/log.ts'
import { createRunner } from '../../core/runner.ts'
import { FakeHost } from '../../core/testing/host.ts'
import { Killer } from '../../core/testing/kills.ts'
import { FakeEngine } from '../../engine/fake.ts'
import { createBackup } from '../backup.ts'
import { vaultProject } from '../deps.ts'
import { backupMigrations, createFormers } from '../formers.ts'
import { createMakers } from '../makers.ts'
import type { VaultClient } from '../vault-client.ts'

/** A vault that sees what is attached to it, and nothing else. */
class Vault {
  /** Whether the host agent shows the installation's own state. */
  shown = () => false
  readonly asked: string[] = []
  readonly contents = new Map<string, string>()
  readonly answers = new Map<string, unknown>()
  readonly rows: object[] = []
  readonly drills: unknown[] = []
  /** What is in the folder that somebody looks into. */
  listed = { entries: [{ name: 'htdocs', type: 'folder', bytes: 0, modified: 0, mode: '0755' }], truncated: false, folder: 'www/htdocs' }
  bytes = (): Readable => Readable.from([Buffer.from('bytes')])
  #count = 0
  /** What a restore throws, or a reading of every byte. */
  fault: Error | undefined
  /** Where the last restore found its volume. */
  restoredAt: string | undefined
  constructor(readonly engine: FakeEngine) {}

  #attached() {
    const device = this.engine.state.instances.get(`${vaultProject}/vault`)?.devices.copy
    const volume = this.engine.state.volumes.get(`${vaultProject}/reeve-data/${device?.source}`)
    if (device?.type !== 'disk' || volume === undefined) throw new Error('nothing is attached to the vault')
    return { device, volume }
  }

  client(): VaultClient {
    return {
      call: async (_method, path, answer, body) => {
        if (path.startsWith('/v1/backups')) return answer.parse({ backups: this.rows })
        if (path === '/v1/drill') this.drills.push(body)
        if (path === '/v1/list') return answer.parse(this.listed)
        return answer.parse({ changed: true, body })
      },
      work: async (path, answer, body) => {
        // Each restore is done anew; of a backup there is one for each job.
        const stored = this.answers.get(body.job)
        if (stored !== undefined) return answer.parse(stored)
        this.asked.push(path)
        const done = this.#work(path, body)
        if (path !== '/v1/restore') this.answers.set(body.job, done)
        return answer.parse(done)
      },
      bytes: async () => this.bytes(),
      close: async () => undefined,
    }
  }

  #work(path: string, body: Record<string, unknown>): object {
    if (path === '/v1/verify') return this.#verify()
    if (path === '/v1/forget') return { removed: [], kept: 1 }
    if (path === '/v1/restore') return this.#restore(body)
    return body.source === 'control' ? this.#control(body) : this.#backup(body)
  }

  #verify() {
    if (this.fault !== undefined) throw this.fault
    return { ok: true, text: 'Every byte was read and fits.', damaged: [] }
  }

  #control({ source, owner, repository, name, kind }: Record<string, unknown>) {
    if (this.fault !== undefined) throw this.fault
    if (!this.shown()) throw new Error('the state of the zones is not shown')
    const row = { id: 'cccccccc', owner, source, repository, name, kind, at: 1, bytes: 1, added: 1, files: 1, seconds: 1, keepUntil: 1 }
    return { backup: { ...row, verified: null, drill: null } }
  }

  #backup({ source, owner, repository, name, kind }: Record<string, unknown>) {
    const { device, volume } = this.#attached()
    if (device.readonly !== 'true' || device.path !== `/mnt/${source}`) throw new Error('not attached for reading')
    this.#count += 1
    const id = String(this.#count).padStart(8, 'a')
    this.contents.set(id, volume.data)
    const row = { id, owner, source, repository, name, kind, at: 1, bytes: 1, added: 1, files: 1, seconds: 1, keepUntil: 1 }
    this.rows.push({ ...row, verified: null, drill: null })
    return { backup: this.rows.at(-1) }
  }

  #restore({ source, backup }: Record<string, unknown>) {
    if (this.fault !== undefined) throw this.fault
    const { device, volume } = this.#attached()
    if (device.path !== `/restore/mnt/${source}`) throw new Error('not attached for restoring')
    this.restoredAt = device.path
    volume.data = this.contents.get(String(backup)) ?? ''
    return { files: 1, bytes: 1 }
  }
}

export type Wrap = <T extends object>(part: T) => T
/** What comes between the agent and the parts that it works with: a killer, or a fault. */
export interface Between {
  wrap: Wrap
}

/** One service with data, the vault, and the agent's database: what outlives a killed process. */
export class Ground {
  readonly tenant = newId('t')
  readonly service = newId('s')
  readonly project = projectOf(this.tenant)
  readonly db: Db = openDatabase(':memory:', [...journalMigrations, ...backupMigrations])
  readonly engine = new FakeEngine()
  readonly vault = new Vault(this.engine)
  now = Date.now()
  readonly host = new FakeHost()

  constructor(state: 'running' | 'frozen' | 'stopped' = 'running') {
    const { engine, project, service } = this
    this.vault.shown = () => this.host.shown
    engine.state.images.set('reeve-kind-webserver', 'ab'.repeat(32))
    for (const name of [project, trialProject, vaultProject]) engine.state.projects.set(name, { name, description: '', config: {} })
    const root = { type: 'disk', path: '/', pool: 'reeve-roots' }
    for (const name of [project, trialProject]) engine.state.profiles.set(name, { root })
    const common = { createdAt: 0, lastUsedAt: 0, imageAlias: '', files: new Map(), snapshots: new Map() }
    engine.state.instances.set(`${vaultProject}/vault`, {
      ...{ ...common, project: vaultProject, name: 'vault', state: 'running', config: {} },
      devices: { root, copy: { type: 'none' } },
    })
    const data = { type: 'disk', pool: 'reeve-data', source: service, path: '/srv' }
    engine.state.instances.set(`${project}/${service}`, {
      ...{ ...common, project, name: service, state, config: { 'user.reeve.halted': 'false' } },
      devices: { root, data },
    })
    this.volume('old')
    engine.onExec = () => ({ status: 0, stdout: Buffer.alloc(0), stderr: '' })
  }

  volume(data: string, size = '1024MiB'): void {
    const [pool, name] = ['reeve-data', this.service]
    const volume = { project: this.project, pool, name, config: { size }, snapshots: new Map(), data }
    this.engine.state.volumes.set(`${this.project}/${pool}/${name}`, volume)
  }

  agent = (between?: Between) => this.#start(between).runner
  sweep = () => this.#start().sweep()

  #start(between?: Between) {
    const log = createLog('test', 'silent')
    const wrap: Wrap = (part) => between?.wrap(part) ?? part
    /** Its own database: dies with the process, and does not fail by itself. */
    const own: Wrap = (part) => (between instanceof Killer ? wrap(part) : part)
    const { handlers, sweep } = createBackup({
      ...{
        engine: wrap(this.engine),
        vault: wrap(this.vault.client()),
        formers: own(createFormers(this.db)),
        makers: own(createMakers(this.db)),
        host: wrap(this.host),
      },
      ...{ dataPool: 'reeve-data', uploads: '/nonexistent', now: () => this.now, pauseMs: 0, log },
    })
    return { runner: createRunner('backup', own(createJournal(this.db)), handlers, log), sweep }
  }

  action<N extends ActionName>(name: N, input: Omit<ActionInput<N>, 'tenant' | 'service'>): Action {
    const actor = { person: 'root', role: 'administrator' } as const
    const whole = { tenant: this.tenant, service: this.service, ...input }
    return { id: randomUUID(), name, actor, issuedAt: 0, expiresAt: 1, input: JSON.parse(JSON.stringify(whole)) as Action['input'] }
  }

  facts = (): ServiceFacts => ({
    service: { tenant: this.tenant, name: 'shop', kind: 'webserver', address: null, ownAddress: null },
    limits: null,
    suspended: false,
  })

  run = (action: Action, between?: Between): Promise<Answer> => this.agent(between).run(action, this.facts(), () => undefined)

  backUp = async (): Promise<string> => {
    const answer = await this.run(this.action('backup.run', { repository: 'local', days: 1, full: false }))
    if ('error' in answer) throw new Error(answer.error.message)
    return (answer.result.backup as { id: string }).id
  }

  restore = (backup: string): Action =>
    this.action('backup.restore', {
      ...{ backup, at: 1, repository: 'local', name: 'shop', tenantName: 'acme', kind: 'webserver', diskMiB: 1024 },
    } as never)

  /** What is in the service's volume. */
  data = (): string | undefined => this.engine.state.volumes.get(`${this.project}/reeve-data/${this.service}`)?.data
  /** What an undoing would bring back. */
  former = (): string | undefined =>
    ['former-next', 'former']
      .map((sort) => this.engine.state.volumes.get(`${vaultProject}/reeve-data/${sort}-${this.service}`)?.data)
      .find((data) => data !== undefined)
  instance = () => this.engine.state.instances.get(`${this.project}/${this.service}`)

  /** Volumes and instances beside those of the service, of the vault, and what a restore replaced. */
  leftovers = (): string[] =>
    [...this.engine.state.volumes.keys(), ...this.engine.state.instances.keys()].filter(
      (key) => key.startsWith(trialProject) || /backup-|restore-|former-next-/.test(key),
    )
  attached = (): unknown => this.engine.state.instances.get(`${vaultProject}/vault`)?.devices.copy
}
