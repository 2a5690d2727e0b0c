import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ReeveError } from '../../../contracts/errors.ts'
import type { Answering, Usage } from '../../../contracts/gate.ts'
import { newId, projectOf } from '../../../contracts/ids.ts'
import { type InstanceKeys, writeInstanceKeys } from '../../core/instance-keys.ts'
import { createLog } from '../../core/log.ts'
import type { StateChange } from '../../engine/client.ts'
import { FakeEngine } from '../../engine/fake.ts'
import { emptyState } from '../../engine/fake-state.ts'
import type { GateCalls } from '../gate-calls.ts'
import { startWaker } from '../start.ts'

/** The engine in memory, with changes that a test can hold up. */
export class SlowEngine extends FakeEngine {
  /** Every change of state waits for this. */
  hold: Promise<void> = Promise.resolve()
  override async setState(project: string, name: string, change: StateChange): Promise<void> {
    await this.hold
    await super.setState(project, name, change)
  }
}

/** The gate in memory: a service answers when the engine says that it has processes. */
export class FakeGate implements GateCalls {
  readonly live = new Map<string, string>()
  readonly connections = new Map<string, number>()
  readonly idleMs = new Map<string, number>()
  /** Services that run and do not answer. */
  readonly mute = new Set<string>()
  asked: Answering[] = []
  /** Called before a service is taken off the straight way. */
  onQuiesce: (service: string) => Promise<void> | void = () => undefined
  constructor(readonly engine: FakeEngine) {}

  async answering(asked: Answering, signal?: AbortSignal): Promise<void> {
    this.asked.push(asked)
    for (;;) {
      if (signal?.aborted) throw new ReeveError('unavailable', 'Nobody waits for the service any more.')
      if (this.mute.has(asked.service)) throw new ReeveError('no_answer', 'The service started but does not answer.')
      const found = [...this.engine.state.instances.values()].find(({ name }) => name === asked.service)
      // The kernel of a frozen VPS takes connections too.
      if (found?.state === 'running' || found?.state === 'frozen') break
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    this.live.set(asked.service, asked.address)
  }
  async usage(): Promise<Usage['services']> {
    const services = new Set([...this.live.keys(), ...this.connections.keys(), ...this.idleMs.keys()])
    return [...services].map((service) => ({
      service,
      connections: this.connections.get(service) ?? 0,
      idleMs: this.idleMs.get(service) ?? null,
      live: this.live.get(service) ?? null,
    }))
  }
  async quiesce(service: string): Promise<number> {
    await this.onQuiesce(service)
    this.live.delete(service)
    return this.connections.get(service) ?? 0
  }
}

export const tenant = newId('t')
const project = projectOf(tenant)

/** A waker on the engine in memory, with nothing that happens by itself. */
export async function createWorld(change: { startsPerSecond?: number; memoryReserveMiB?: number } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-waker-'))
  const engine = new SlowEngine(emptyState())
  engine.state.projects.set(project, { name: project, description: '', config: {} })
  engine.state.pools.add('reeve-data')
  const gate = new FakeGate(engine)
  let addresses = 0
  const config = {
    socket: join(folder, 'waker.sock'),
    database: join(folder, 'waker.db'),
    dataPool: 'reeve-data',
    startsPerSecond: 50,
    memoryReserveMiB: 256,
    ...change,
  }
  const start = () => startWaker(config, engine, gate, createLog('waker', 'silent'), { roundMs: 1e8, machineMs: 1e8, warmMs: 1e8 })
  const put = (change: Partial<InstanceKeys> = {}) => {
    addresses += 1
    const keys: InstanceKeys = {
      service: newId('s'),
      tenant,
      kind: 'webserver',
      generation: 1,
      address: `10.88.1.${addresses}`,
      ownAddress: null,
      ports: [{ name: 'http', port: 80 }],
      freezeAfter: 300,
      stopAfter: 3600,
      suspended: false,
      halted: false,
      ...change,
    }
    engine.state.instances.set(`${project}/${keys.service}`, {
      project,
      name: keys.service,
      state: 'stopped',
      config: writeInstanceKeys(keys),
      devices: {},
      createdAt: 0,
      lastUsedAt: 0,
      imageAlias: 'reeve-kind-webserver',
      files: new Map(),
      snapshots: new Map(),
    })
    return keys.service
  }
  return {
    folder,
    engine,
    gate,
    project,
    start,
    put,
    state: (service: string) => engine.state.instances.get(`${project}/${service}`)?.state,
    calls: (change: string) => engine.calls.filter((call) => call.startsWith(`${change} `)).length,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export const request = (service: string, source = '192.0.2.1') => ({ service, by: 'host www.acme.test', source })
