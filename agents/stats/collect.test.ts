import { beforeEach, expect, test } from 'vitest'
import type { Traffic } from '../../contracts/gate.ts'
import { newId } from '../../contracts/ids.ts'
import type { Metric, StatisticsObject } from '../../contracts/statistics.ts'
import { openDatabase } from '../core/database.ts'
import { FakeEngine } from '../engine/fake.ts'
import { type Collector, createCollector } from './collect.ts'
import { statisticsOf, topOf } from './query.ts'
import { statsMigrations } from './schema.ts'
import { createStore, type Store } from './store.ts'

const start = Date.UTC(2026, 5, 1)
const [tenant, one, two] = [newId('t'), newId('s'), newId('s')]
const project = `reeve-${tenant}`
let engine: FakeEngine
let store: Store
let collector: Collector
let traffic: Traffic['services']
let withinMs: number[]
let db: ReturnType<typeof openDatabase>
let now: number

const make = () => {
  store = createStore(db)
  collector = createCollector(
    store,
    {
      engine,
      metrics: engine,
      traffic: async (within) => {
        withinMs.push(within)
        return traffic
      },
    },
    'reeve-data',
  )
}

beforeEach(() => {
  engine = new FakeEngine()
  db = openDatabase(':memory:', statsMigrations)
  traffic = []
  withinMs = []
  now = start
  make()
})

const MiB = 1_048_576
const instance = (name: string, cpu: number, { at = project, memory = 40, written = 0 } = {}) =>
  [
    `incus_cpu_seconds_total{cpu="0",mode="user",name="${name}",project="${at}"} ${cpu}`,
    `incus_memory_MemTotal_bytes{name="${name}",project="${at}"} ${128 * MiB}`,
    `incus_memory_MemFree_bytes{name="${name}",project="${at}"} ${(128 - memory) * MiB}`,
    `incus_disk_written_bytes_total{device="vda",name="${name}",project="${at}"} ${written}`,
    `incus_procs_total{name="${name}",project="${at}"} 5`,
    '',
  ].join('\n')

/** A look at the engine after half a minute. */
async function engineSays(...texts: string[]) {
  engine.metrics = texts.join('')
  await collector.lookAtEngine(now)
  now += 30_000
}
const counted = (service: string, requests: number, change: Partial<Traffic['services'][number]> = {}): Traffic['services'][number] => ({
  service,
  connections: 1,
  requests,
  answers: [requests, 0, 0, 0],
  held: 0,
  times: [0, requests, 0, 0, 0, 0, 0, 0],
  bytesIn: requests * 100,
  bytesOut: requests * 1000,
  ...change,
})
async function gateSays(...services: Traffic['services']) {
  traffic = services
  await collector.lookAtGate(now)
  now += 10_000
}

/** The whole stretch since the start as one step. */
function mean(object: StatisticsObject, metric: Metric): number | null {
  const { series } = statisticsOf(store, { object, metrics: [metric], from: start, to: start + 3_600_000, points: 1 }, start + 3_600_000)
  return series[0]?.values[0] ?? null
}

test('services, their tenant, the zones and the machine get what the engine counted', async () => {
  await engineSays(instance(one, 100), instance('keep', 50, { at: 'reeve' }))
  await engineSays(
    instance(one, 106, { written: 3000 }),
    instance(two, 3),
    instance('keep', 53, { at: 'reeve' }),
    instance('other', 9, { at: 'default' }),
  )
  // The first look is where counting begins; the second service began since.
  expect(mean(`service:${one}`, 'cpu')).toBeCloseTo(0.2, 5)
  expect(mean(`service:${one}`, 'diskWrite')).toBeCloseTo(100, 3)
  expect(mean(`service:${two}`, 'cpu')).toBeCloseTo(0.1, 5)
  expect(mean(`tenant:${tenant}`, 'cpu')).toBeCloseTo(0.3, 5)
  expect(mean(`tenant:${tenant}`, 'memory')).toBeCloseTo(80 * MiB, -3)
  expect(mean('zone:keep', 'cpu')).toBeCloseTo(0.1, 5)
  expect(mean('machine', 'cpu')).toBeCloseTo((6 + 3 + 3 + 9) / 30, 5)
  expect(mean('machine', 'running')).toBe(2)
})

test('a service that was stopped and started again counts from nothing; one that the engine left out once does not', async () => {
  await engineSays(instance(one, 10))
  await engineSays(instance(one, 12))
  await engineSays('')
  await engineSays(instance(one, 13))
  expect(mean(`service:${one}`, 'cpu')).toBeCloseTo(3 / 90, 5)
  await engineSays('')
  await engineSays('')
  await engineSays(instance(one, 20))
  expect(mean(`service:${one}`, 'cpu')).toBeCloseTo(23 / 180, 5)
})

test('what is used while the agent is away is there afterwards, spread over the time', async () => {
  await engineSays(instance(one, 10))
  await engineSays(instance(one, 11))
  store.flush(now)
  make()
  now = start + 30_000 + 600_000
  await engineSays(instance(one, 71))
  const { series, stepMs } = statisticsOf(
    store,
    { object: `service:${one}`, metrics: ['cpu', 'memory'], from: start, to: now, points: 11 },
    now,
  )
  expect(stepMs).toBe(60_000)
  for (const value of series[0]?.values.slice(2, 10) ?? []) expect(value).toBeCloseTo(0.1, 4)
  // Of its memory meanwhile nobody knows.
  expect(series[1]?.values.slice(3, 8)).toEqual([null, null, null, null, null])
})

test('requests, answers, bytes and answer times come from the gate, and the tenant is known by the engine', async () => {
  await engineSays(instance(one, 1))
  await engineSays(instance(one, 1))
  now = start
  await gateSays(counted(one, 1000))
  await gateSays(counted(one, 1100, { answers: [1090, 0, 8, 2], held: 1 }))
  expect(mean(`service:${one}`, 'requests')).toBeCloseTo(10, 5)
  expect(mean(`service:${one}`, 'answers2xx')).toBeCloseTo(9, 5)
  expect(mean(`service:${one}`, 'answers4xx')).toBeCloseTo(0.8, 5)
  expect(mean(`service:${one}`, 'trafficOut')).toBeCloseTo(10_000, 2)
  expect(mean(`service:${one}`, 'answerMedian')).toBeCloseTo(30, 3)
  expect(mean(`tenant:${tenant}`, 'requests')).toBeCloseTo(10, 5)
  expect(mean('machine', 'held')).toBeCloseTo(0.1, 5)
})

test('HAProxy that begins anew loses nothing that it counted since', async () => {
  await gateSays(counted(one, 500))
  await gateSays(counted(one, 600))
  await gateSays(counted(one, 40))
  expect(mean(`service:${one}`, 'requests')).toBeCloseTo(140 / 20, 5)
})

test('the gate is asked for everything once, then for what was in use since the last look', async () => {
  await gateSays()
  await gateSays(counted(one, 3))
  now += 300_000
  await gateSays()
  expect(withinMs).toEqual([604_800_000, 30_000, 325_000])
  expect(mean(`service:${one}`, 'requests')).toBeGreaterThan(0)
})

test('a gate that does not answer costs the time, not the count', async () => {
  await gateSays(counted(one, 10))
  const { traffic: _, ...parts } = { traffic, engine, metrics: engine }
  const broken = createCollector(store, { ...parts, traffic: () => Promise.reject(new Error('away')) }, 'reeve-data')
  await expect(broken.lookAtGate(now)).rejects.toThrow('away')
  now += 10_000
  await gateSays(counted(one, 50))
  expect(mean(`service:${one}`, 'requests')).toBeCloseTo(2, 5)
})

test('volumes: those that run every five minutes, those that stopped once more, those that sleep never', async () => {
  await engine.createProject({ name: project, description: '', config: {} })
  for (const name of [one, two]) await engine.createVolume(project, 'reeve-data', { name, sizeMiB: 512 })
  engine.volumeUses.set(one, 5 * MiB).set(two, 7 * MiB)
  await engineSays(instance(one, 1), instance(two, 1))
  expect([await collector.lookAtVolume(now), await collector.lookAtVolume(now), await collector.lookAtVolume(now)]).toEqual([
    true,
    true,
    false,
  ])
  await engineSays(instance(one, 1))
  expect([await collector.lookAtVolume(now), await collector.lookAtVolume(now)]).toEqual([true, false])
  expect([await collector.lookAtVolume(now + 300_001), await collector.lookAtVolume(now + 300_001)]).toEqual([true, false])
  expect(mean(`service:${one}`, 'disk')).toBeCloseTo(5 * MiB, -3)
  // What sleeps still takes room.
  expect(mean(`tenant:${tenant}`, 'disk')).toBeCloseTo(12 * MiB, -3)
})

test('the machine has load, memory and pool', async () => {
  await collector.lookAtMachine(now)
  await collector.lookAtMachine(now + 60_000)
  expect(mean('machine', 'load')).toBe(0.5)
  expect(mean('machine', 'memoryUsed')).toBeCloseTo(8000 * MiB, -4)
  expect(mean('machine', 'poolUsed')).toBeCloseTo(10_000 * MiB, -4)
})

test('a sleeping service costs nothing: no row is written for it', async () => {
  await engineSays(instance(one, 10))
  await engineSays(instance(one, 12))
  await gateSays()
  store.flush(now)
  const rows = () =>
    db.prepare('SELECT count(*) FROM slots JOIN objects ON objects.id = object WHERE name = ?').pluck().get(`service:${one}`)
  const before = rows()
  for (let turn = 0; turn < 20; turn += 1) await engineSays('')
  store.flush(now)
  expect(rows()).toBe(before)
})

test('the busiest services come first, of one tenant or of all', async () => {
  await engineSays(instance(one, 1), instance(two, 1))
  await engineSays(instance(one, 2), instance(two, 9))
  const found = topOf(store, { by: 'cpu', limit: 10 }, now)
  expect(found.services.map(({ service }) => service)).toEqual([two, one])
  expect(found.services[0]).toMatchObject({ tenant, values: { processes: 5 } })
  expect(topOf(store, { by: 'cpu', limit: 1, tenant }, now).services).toHaveLength(1)
  expect(topOf(store, { by: 'cpu', limit: 10, tenant: newId('t') }, now).services).toEqual([])
  expect(topOf(store, { by: 'cpu', limit: 10 }, now + 600_000).services).toEqual([])
})
