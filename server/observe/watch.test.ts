import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Observation } from '../../contracts/observation.ts'
import { as, asRoot, person, testBackend, until } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant } from '../testing/site.ts'
import { record } from './watch.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let tenant: string
let service: string
beforeEach(async () => {
  door = new FakeDoor()
  backend = testBackend({ door })
  tenant = await makeTenant(backend.app)
  service = await makeSite(backend.app, tenant)
})
afterEach(() => backend.stop())

const wake = (sequence: number, of: string): Observation['wakes'][number] => ({
  sequence,
  service: of,
  at: Date.now(),
  from: 'stopped',
  by: 'host www.acme.test',
  source: '192.0.2.1',
  milliseconds: 100 + sequence,
  engineMilliseconds: 90,
  error: null,
})
const observation = (changes: Partial<Observation>): Observation => ({
  cursor: '1',
  services: [],
  wakes: [],
  asks: [],
  agents: [],
  gate: true,
  engine: true,
  machine: null,
  ...changes,
})
const running = (of: string) => ({ service: of, state: 'running' as const, since: 5, lastUse: null, connections: 2 })
const see = (changes: Partial<Observation>) => record(backend.database, observation(changes), Date.now())
const view = () => asRoot(backend.app).services.get({ service })

test('states and wakes are copied once, and only of services that are ours', async () => {
  const seen = { services: [running(service), running('sunknown')], wakes: [wake(1, service), wake(2, 'sunknown')] }
  expect(see(seen)).toEqual(new Set([tenant]))
  expect(see(seen)).toEqual(new Set())
  expect(await view()).toMatchObject({ power: 'running', since: 5, connections: 2 })
  expect(await asRoot(backend.app).services.wakes({ service })).toMatchObject([{ from: 'stopped', milliseconds: 101 }])
  const { wakes, services } = await asRoot(backend.app).dashboard.get()
  expect(wakes).toHaveLength(24)
  expect(wakes.at(-1)).toMatchObject({ count: 1, p95: 101 })
  expect(services.running).toBe(1)
})

test('a VPS that is gone reads as absent; while the engine is silent nothing is concluded', async () => {
  see({ services: [running(service)] })
  see({ engine: false })
  expect((await view()).power).toBe('running')
  see({})
  expect((await view()).power).toBe('absent')
})

test('everybody learns whether keep, engine and gate are up, at every change of it, and since when nothing was heard', async () => {
  const { app } = backend
  const member = as(app, await person(app, { member: { tenant, role: 'member' } }))
  const told: string[] = []
  app.live.listen(({ topic }) => told.push(topic))
  const machineTold = async (step: () => void) => {
    const before = told.filter((topic) => topic === 'machine').length
    step()
    await until(() => told.filter((topic) => topic === 'machine').length > before, 'the pages to be told')
    return member.live.health()
  }
  await until(() => app.watch.seen().reachable)
  const well = await member.live.health()
  expect(well).toEqual({ keep: true, agents: true, engine: true, gate: true, since: expect.any(Number) })
  expect(await machineTold(() => door.change({ engine: false }))).toMatchObject({ keep: true, engine: false, gate: true })
  const dead = await machineTold(() => door.change({ agents: [{ name: 'waker', alive: false }], engine: true }))
  expect(dead).toMatchObject({ keep: true, agents: false })
  const gone = await machineTold(() => {
    door.down = true
    door.change({})
  })
  expect(gone).toMatchObject({ keep: false, engine: true, gate: true })
  expect(gone.since).toBeGreaterThanOrEqual(well.since ?? Number.POSITIVE_INFINITY)
})
