import { randomUUID } from 'node:crypto'
import type { ActionInput, ActionName } from '../../../contracts/actions.ts'
import type { Action } from '../../../contracts/envelope.ts'
import { newId, projectOf } from '../../../contracts/ids.ts'
import type { TenantLimits } from '../../../contracts/limits.ts'
import type { Answer } from '../../core/answers.ts'
import { type Db, openDatabase } from '../../core/database.ts'
import type { ServiceFacts } from '../../core/facts.ts'
import { createJournal, journalMigrations } from '../../core/journal.ts'
import { createLog } from '../../core/log.ts'
import { createRunner } from '../../core/runner.ts'
import { FakeHost } from '../../core/testing/host.ts'
import type { Killer } from '../../core/testing/kills.ts'
import { FakeEngine } from '../../engine/fake.ts'
import type { ServicesDeps } from '../deps.ts'
import { createRecords, servicesMigrations } from '../records.ts'
import { createServices } from '../services.ts'
import { Disk } from './disk.ts'

export const limits: TenantLimits = { cpus: 4, memoryMiB: 2048, diskMiB: 8192, processes: 1000, services: 5 }

/** One tenant on an engine in memory, with the agent's database: what outlives a killed process. */
export class Ground {
  readonly tenant = newId('t')
  readonly project = projectOf(this.tenant)
  readonly db: Db = openDatabase(':memory:', [...journalMigrations, ...servicesMigrations])
  readonly disk = new Disk()
  readonly engine = new FakeEngine()
  readonly host = new FakeHost()
  uploads = '/nonexistent'

  constructor() {
    for (const kind of ['webserver', 'ssh', 'postgresql']) this.engine.state.images.set(`reeve-kind-${kind}`, 'ab'.repeat(32))
    this.engine.onExec = this.disk.exec
    const config = {
      restricted: 'true',
      'restricted.snapshots': 'allow',
      'limits.instances': '6',
      'limits.cpu': '4',
      'limits.memory': '2048MiB',
      'limits.processes': '1000',
    }
    this.engine.state.projects.set(this.project, { name: this.project, description: '', config })
    this.engine.state.profiles.set(this.project, { root: { type: 'disk', path: '/', pool: 'reeve-roots' } })
  }

  facts(over: Partial<ServiceFacts> = {}): ServiceFacts {
    return { service: null, limits, suspended: false, ...over }
  }
  owned(kind = 'webserver'): ServiceFacts {
    return this.facts({ service: { tenant: this.tenant, name: 'shop', kind, address: null, ownAddress: null } })
  }

  deps(killer?: Killer): ServicesDeps {
    const wrap = <T extends object>(part: T): T => killer?.wrap(part) ?? part
    return {
      engine: wrap(this.engine),
      records: wrap(createRecords(this.db)),
      host: wrap(this.host),
      uploads: this.uploads,
      dataPool: 'reeve-data',
      tenantsBridge: 'rv-ten',
      now: Date.now,
      pause: async () => undefined,
      log: createLog('test', 'silent'),
    }
  }

  /** A process of the agent, started on what is there. With a killer, one that dies. */
  agent(killer?: Killer) {
    const deps = this.deps(killer)
    const journal = createJournal(this.db)
    return createRunner('services', killer?.wrap(journal) ?? journal, createServices(deps), deps.log)
  }

  action<N extends ActionName>(name: N, input: ActionInput<N>): Action {
    const actor = { person: 'root', role: 'administrator' } as const
    return { id: randomUUID(), name, actor, issuedAt: 0, expiresAt: 1, input: JSON.parse(JSON.stringify(input)) as Action['input'] }
  }

  apply(service: string, over: Partial<ActionInput<'service.apply'>> = {}): Action {
    return this.action('service.apply', {
      tenant: this.tenant,
      service,
      generation: 1,
      name: 'shop',
      kind: 'webserver',
      config: {},
      resources: { cpus: 1, memoryMiB: 256, diskMiB: 1024, processes: 128 },
      idle: { freezeAfterSeconds: 300, stopAfterSeconds: 3600 },
      ...over,
    })
  }

  run = (action: Action, facts: ServiceFacts = this.facts()): Promise<Answer> => this.agent().run(action, facts, () => undefined)

  /** Everything that the engine and the agent hold of services, to compare with nothing. */
  leftovers = (): unknown[] => [
    ...this.engine.state.instances.keys(),
    ...this.engine.state.volumes.keys(),
    ...this.db.prepare('SELECT service FROM services').pluck().all(),
  ]
}
