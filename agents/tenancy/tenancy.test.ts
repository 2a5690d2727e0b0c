import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { ActionInput, ActionName } from '../../contracts/actions.ts'
import type { Action } from '../../contracts/envelope.ts'
import { newId, projectOf } from '../../contracts/ids.ts'
import { openDatabase } from '../core/database.ts'
import { createJournal, journalMigrations } from '../core/journal.ts'
import { createLog } from '../core/log.ts'
import { createRunner } from '../core/runner.ts'
import { enumerateKills, type Killer } from '../core/testing/kills.ts'
import { FakeEngine } from '../engine/fake.ts'
import { createTenancy } from './tenancy.ts'

const tenant = newId('t')
const project = projectOf(tenant)
const [first, second] = [newId('s'), newId('s')]
const certificates = ['aa', 'bb']
const limits = { cpus: 4, memoryMiB: 2048, diskMiB: 8192, processes: 1000, services: 5 }

class Ground {
  readonly engine = new FakeEngine()
  readonly db = openDatabase(':memory:', journalMigrations)
  constructor() {
    for (const certificate of certificates) this.engine.state.certificates.set(certificate, [])
    this.engine.state.images.set('reeve-kind-webserver', 'ab'.repeat(32))
  }
  agent(killer?: Killer) {
    const wrap = <T extends object>(part: T): T => killer?.wrap(part) ?? part
    const places = { rootsPool: 'reeve-roots', dataPool: 'reeve-data', tenantsBridge: 'rv-ten', certificates }
    const handlers = createTenancy({ engine: wrap(this.engine), ...places })
    return createRunner('tenancy', wrap(createJournal(this.db)), handlers, createLog('test', 'silent'))
  }
  run = (action: Action, services: string[] = [], killer?: Killer) => this.agent(killer).run(action, { services }, () => undefined)

  async addService(name: string): Promise<void> {
    await this.engine.createVolume(project, 'reeve-data', { name, sizeMiB: 128 })
    const config = { 'limits.cpu': '1', 'limits.memory': '128MiB', 'limits.processes': '100', 'security.idmap.isolated': 'true' }
    const data = { type: 'disk', pool: 'reeve-data', source: name, path: '/srv' }
    await this.engine.createInstance(project, { name, imageAlias: 'reeve-kind-webserver', config, devices: { data }, start: true })
  }
  states = () => [...this.engine.state.instances.values()].map(({ state, config }) => [state, config['user.reeve.suspended']])
}

const action = <N extends ActionName>(name: N, input: ActionInput<N>): Action => {
  const actor = { person: 'root', role: 'administrator' } as const
  return { id: randomUUID(), name, actor, issuedAt: 0, expiresAt: 1, input: JSON.parse(JSON.stringify(input)) as Action['input'] }
}
const apply = (over: Partial<ActionInput<'tenant.apply'>> = {}) =>
  action('tenant.apply', { tenant, generation: 1, name: 'acme', title: 'Acme', suspended: false, limits, ...over })
const remove = (generation = 9) => action('tenant.delete', { tenant, generation, name: 'acme', title: 'Acme' })

describe('a tenant', () => {
  test('is a restricted project with limits, a root disk, and an entry in each agent’s certificate', async () => {
    const ground = new Ground()
    await ground.run(apply())
    expect(ground.engine.state.projects.get(project)).toMatchObject({
      description: 'Acme',
      config: { restricted: 'true', 'limits.memory': '2048MiB', 'limits.instances': '6', 'restricted.networks.access': 'rv-ten' },
    })
    expect(ground.engine.state.profiles.get(project)).toEqual({ root: { type: 'disk', path: '/', pool: 'reeve-roots' } })
    expect([...ground.engine.state.certificates.values()]).toEqual([[project], [project]])
  })

  test('is not touched when it is so already', async () => {
    const ground = new Ground()
    await ground.run(apply())
    const before = ground.engine.calls.length
    expect(await ground.run(apply())).toEqual({ result: { project, changes: 0 } })
    expect(ground.engine.calls.slice(before)).toEqual([])
  })

  test('from before, with services that share their host ids, goes on as it is; without services it is narrowed', async () => {
    const privilege = 'restricted.containers.privilege'
    const ground = new Ground()
    await ground.run(apply())
    await ground.addService(first)
    const found = ground.engine.state.projects.get(project)
    expect(found?.config[privilege]).toBe('isolated')
    if (found !== undefined) found.config[privilege] = 'unprivileged'
    expect(await ground.run(apply({ generation: 2 }))).toEqual({ result: { project, changes: 0 } })
    ground.engine.state.instances.clear()
    await ground.run(apply({ generation: 3 }))
    expect(ground.engine.state.projects.get(project)?.config[privilege]).toBe('isolated')
  })

  test('cannot get limits below what it uses', async () => {
    const ground = new Ground()
    await ground.run(apply())
    await ground.addService(first)
    expect(await ground.run(apply({ generation: 2, limits: { ...limits, memoryMiB: 64 } }))).toMatchObject({
      error: { code: 'over_limit' },
    })
    expect(ground.engine.state.projects.get(project)?.config['limits.memory']).toBe('2048MiB')
  })

  test('that is suspended has nothing running, and nothing that may be woken; resuming starts nothing', async () => {
    const ground = new Ground()
    await ground.run(apply())
    await ground.addService(first)
    await ground.addService(second)
    await ground.engine.setState(project, second, 'freeze')
    const before = ground.engine.calls.length
    await ground.run(apply({ generation: 2, suspended: true }), [first, second])
    expect(ground.states()).toEqual([
      ['stopped', 'true'],
      ['stopped', 'true'],
    ])
    const verbs = ground.engine.calls.slice(before).map((call) => call.split(' ')[0])
    expect(verbs).toEqual(['updateProject', 'updateInstance', 'updateInstance', 'stop', 'stop'])
    await ground.run(apply({ generation: 3 }), [first, second])
    expect(ground.states()).toEqual([
      ['stopped', 'false'],
      ['stopped', 'false'],
    ])
  })

  test('with services is not deleted', async () => {
    const ground = new Ground()
    await ground.run(apply())
    await ground.addService(first)
    expect(await ground.run(remove(), [first])).toMatchObject({
      error: { code: 'conflict', message: expect.stringContaining('one service') },
    })
    expect(ground.engine.state.instances.size).toBe(1)
  })

  test('goes with the volumes that nothing uses; deleting it again is done', async () => {
    const ground = new Ground()
    await ground.run(apply())
    await ground.engine.createVolume(project, 'reeve-data', { name: first, sizeMiB: 128 })
    expect(await ground.run(remove(), [])).toHaveProperty('result')
    expect(ground.engine.state.projects.has(project)).toBe(false)
    expect(ground.engine.state.volumes.size).toBe(0)
    expect(await ground.run(remove(10))).toEqual({ result: { project, changes: 0 } })
  })
})

describe('killed before every effect in turn, the same action ends done', () => {
  test('applying', async () => {
    const whole = new Ground()
    await whole.run(apply())
    const runs = await enumerateKills(async (killer) => {
      const ground = new Ground()
      const wish = apply()
      await ground.run(wish, [], killer)
      expect(await ground.run(wish)).toHaveProperty('result')
      expect(ground.engine.state).toEqual(whole.engine.state)
    })
    expect(runs).toBeGreaterThan(8)
  })

  test('suspending', async () => {
    await enumerateKills(async (killer) => {
      const ground = new Ground()
      await ground.run(apply())
      await ground.addService(first)
      const wish = apply({ generation: 2, suspended: true })
      await ground.run(wish, [first], killer)
      expect(await ground.run(wish, [first])).toHaveProperty('result')
      expect(ground.states()).toEqual([['stopped', 'true']])
    })
  })

  test('deleting', async () => {
    const empty = new Ground()
    await enumerateKills(async (killer) => {
      const ground = new Ground()
      await ground.run(apply())
      await ground.engine.createVolume(project, 'reeve-data', { name: first, sizeMiB: 128 })
      const wish = remove()
      await ground.run(wish, [], killer)
      expect(await ground.run(wish)).toHaveProperty('result')
      expect(ground.engine.state).toEqual(empty.engine.state)
    })
  })
})
