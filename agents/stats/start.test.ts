import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { collectorState, statistics, top } from '../../contracts/statistics.ts'
import { createLog } from '../core/log.ts'
import { type AgentClient, createAgentClient } from '../core/socket-client.ts'
import { FakeEngine } from '../engine/fake.ts'
import { pauseAfter } from './pace.ts'
import { type Started, startStats } from './start.ts'

const folder = mkdtempSync(join(tmpdir(), 'reeve-stats-'))
const config = { socket: join(folder, 'stats.sock'), database: join(folder, 'stats.sqlite'), dataPool: 'reeve-data' }
const engine = new FakeEngine()
const log = createLog('stats', 'silent')
let started: Started
let door: AgentClient

beforeEach(async () => {
  started = await startStats(config, { engine, metrics: engine, traffic: async () => [] }, log, { pace: false })
  door = createAgentClient(config.socket)
})
afterEach(async () => {
  await door.close()
  await started.close()
  rmSync(config.database)
})

afterAll(() => rmSync(folder, { recursive: true }))

test('the door gets series, and a question that does not fit gets none', async () => {
  const now = Date.now()
  await started.collector.lookAtEngine(now - 30_000)
  await started.collector.lookAtEngine(now)
  const found = await door.get(`/statistics?object=machine&metrics=running,cpu&from=${now - 60_000}&to=${now}&points=60`, statistics)
  expect(found.series.map(({ metric }) => metric)).toEqual(['running', 'cpu'])
  expect(found.series[0]?.values).toContain(0)
  for (const query of [
    'object=machine&metrics=cpu&from=5&to=5&points=1',
    'object=machine&metrics=cpu,secrets&from=1&to=5&points=1',
    'object=service:../x&metrics=cpu&from=1&to=5&points=1',
    `object=machine&metrics=cpu&from=1&to=${now}&points=1`,
    'object=machine&metrics=cpu&from=1&to=5&points=100000',
    'object=machine&metrics=cpu&from=1&to=5&points=1&also=this',
  ])
    await expect(door.get(`/statistics?${query}`, statistics), query).rejects.toMatchObject({ code: 'bad_input' })
  expect(await door.get('/statistics/top', top)).toEqual({ services: [] })
  expect(await door.get('/statistics/collector', collectorState)).toMatchObject({ rounds: { engine: 2 }, services: 0 })
})

test('what was collected is there after a restart', async () => {
  const now = Date.now()
  await started.collector.lookAtMachine(now - 60_000)
  await started.collector.lookAtMachine(now)
  await started.close()
  started = await startStats(config, { engine, metrics: engine, traffic: async () => [] }, log, { pace: false })
  const found = await door.get(`/statistics?object=machine&metrics=load&from=${now - 60_000}&to=${now}&points=1`, statistics)
  expect(found.series[0]?.values[0]).toBeCloseTo(0.5, 3)
})

test('a look that took long is not soon repeated: its share of a processor has an end', () => {
  const pace = { everyMs: 30_000, rest: 100 }
  expect(pauseAfter(pace, 10)).toBe(29_990)
  for (const took of [300, 1000, 10_000]) expect(took / (took + pauseAfter(pace, took))).toBeLessThan(0.011)
})
