import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Observation } from '../../contracts/observation.ts'
import { asRoot, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant } from '../testing/site.ts'
import { record } from './watch.ts'

let backend: ReturnType<typeof testBackend>
let tenant: string
let service: string
beforeEach(async () => {
  backend = testBackend({ door: new FakeDoor() })
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
