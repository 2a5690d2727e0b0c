import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import type { CollectorState, Metric } from '../../contracts/statistics.ts'
import { engine, inside, program } from './support/engine.ts'
import { api, gate, powerOf } from './support/gate.ts'
import { get, until } from './support/http.ts'
import { reeve, removeTenant, site } from './support/site.ts'

const name = 'measured'
const host = 'www.measured.test'
const minute = 60_000
let made: Awaited<ReturnType<typeof site>>
let folder: string
let begun: number

beforeAll(async () => {
  begun = Date.now()
  made = await site(name, [host])
  folder = mkdtempSync(join(tmpdir(), 'reeve-statistics-'))
  const pages = join(folder, 'site')
  mkdirSync(pages)
  writeFileSync(join(pages, 'index.php'), '<?php echo strlen(file_get_contents("php://input"));')
  await reeve('site', 'deploy', '--service', `${name}/www`, pages)
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await removeTenant(name)
})

/** What was counted since the test began: the sum of all steps, each a rate. */
async function total(metric: Metric): Promise<number> {
  const { stepMs, series } = await api.statistics.service.query({
    service: made.service,
    metrics: [metric],
    from: begun,
    to: Date.now(),
    points: 1000,
  })
  return (series[0]?.values ?? []).reduce<number>((sum, value) => sum + ((value ?? 0) * stepMs) / 1000, 0)
}

const collected = (what: string, holds: (state: CollectorState) => boolean, seconds: number) =>
  until(what, () => api.statistics.collector.query(), holds, seconds)

/** Returns when the collector has looked so many times more at a source. */
async function rounds(source: 'engine' | 'gate', more: number): Promise<void> {
  const first = await api.statistics.collector.query()
  await collected(`${more} more looks`, (state) => state.rounds[source] >= first.rounds[source] + more, 120)
}

/** The same when all that happened until now is counted: the step that one look ends in the middle of is whole after the next. */
async function settled(metric: Metric): Promise<number> {
  await rounds('gate', 2)
  return total(metric)
}

async function latest(metric: Metric): Promise<number | null> {
  const range = { from: Date.now() - 3 * minute, to: Date.now(), points: 18 }
  const { series } = await api.statistics.service.query({ ...range, service: made.service, metrics: [metric] })
  return series[0]?.values.findLast((value) => value !== null) ?? null
}

/** What the web server itself wrote down for this site, and what the kernel counted at its card. */
async function ownWord(): Promise<{ requests: number; missing: number; bytes: number }> {
  const project = projectOf(made.tenant)
  const lines = (await inside(made.service, ['grep', '-F', ` ${host} "`, '/var/log/reeve/current'], { project })).stdout.split('\n')
  const bytes = await inside(made.service, ['cat', '/sys/class/net/eth0/statistics/rx_bytes'], { project })
  return { requests: lines.length - 1, missing: lines.filter((line) => line.includes('" 404 ')).length, bytes: Number(bytes.stdout) }
}

test('fifty requests and ten megabytes are counted as what they are', async () => {
  await get(host)
  const before = { requests: await settled('requests'), missing: await total('answers4xx') }
  // The web server writes its log in pieces: what came before has to be there before it is counted.
  const first = await until('the first visit is in the log', ownWord, ({ requests }) => requests > 0, 15)
  const carried = await total('trafficIn')
  for (let count = 0; count < 45; count += 1) expect((await get(host)).status).toBe(200)
  for (let count = 0; count < 5; count += 1) expect((await get(host, '/not-there.html')).status).toBe(404)
  const file = join(folder, 'large')
  writeFileSync(file, Buffer.alloc(10_000_000, 'x'))
  const sent = await program('curl', [
    '-sS',
    '--max-time',
    '90',
    '-H',
    'Expect:',
    '-H',
    `Host: ${host}`,
    '--data-binary',
    `@${file}`,
    `http://${gate}/`,
  ])
  expect(sent).toMatchObject({ status: 0, stdout: '10000000' })
  // A rate and a step of a second each have their rounding.
  const requests = (await settled('requests')) - before.requests
  expect(requests).toBeGreaterThan(50)
  expect(requests).toBeLessThan(52)
  expect((await total('answers4xx')) - before.missing).toBeCloseTo(5, 0)
  const bytes = await total('trafficIn')
  expect(bytes).toBeGreaterThan(10_000_000 * 0.98)
  expect(bytes).toBeLessThan(10_000_000 * 1.1)
  // Beside the web server's own log and the counter of its card, which has headers of packets on top.
  const own = await until('the log is written', ownWord, (seen) => seen.requests >= first.requests + 51, 15)
  expect(own.requests - first.requests).toBe(51)
  expect(own.missing - first.missing).toBe(5)
  expect(own.bytes - first.bytes).toBeGreaterThan((bytes - carried) * 0.97)
  expect(own.bytes - first.bytes).toBeLessThan((bytes - carried) * 1.12)
})

test('memory and processes are those that the engine tells', async () => {
  await get(host)
  const memory = await until(
    'the memory is measured',
    () => latest('memory'),
    (seen) => seen !== null,
    120,
  )
  const state = await engine<{ memory: { usage: number }; processes: number }>(
    `/1.0/instances/${made.service}/state?project=${projectOf(made.tenant)}`,
  )
  expect(memory ?? 0).toBeGreaterThan(state.memory.usage * 0.6)
  expect(memory ?? 0).toBeLessThan(state.memory.usage * 1.6)
  expect((await latest('processes')) ?? 0).toBeGreaterThan(0)
})

test('what was counted outlives a killed agent, and counting goes on', async () => {
  const before = await settled('requests')
  expect(before).toBeGreaterThan(50)
  const seen = Date.now()
  await collected('it is written down', ({ writtenAt }) => (writtenAt ?? 0) > seen, 90)
  const { since } = await api.statistics.collector.query()
  expect(await inside('keep', ['s6-svc', '-k', '/etc/s6/services/stats'])).toMatchObject({ status: 0 })
  await collected('the agent is there again', (state) => state.since !== since, 30)
  for (let count = 0; count < 10; count += 1) await get(host)
  const counted = (await settled('requests')) - before
  expect(counted).toBeGreaterThan(9)
  expect(counted).toBeLessThan(11)
})

test('a stopped service uses nothing', async () => {
  await reeve('service', 'sleep', `${name}/www`, '--stop')
  await until(
    'it is stopped',
    () => powerOf(made.tenant, made.service),
    (seen) => seen === 'stopped',
    30,
  )
  await rounds('engine', 1)
  const stopped = Date.now()
  await rounds('engine', 1)
  const { series } = await api.statistics.service.query({
    service: made.service,
    metrics: ['cpu'],
    from: stopped,
    to: Date.now(),
    points: 3,
  })
  expect((series[0]?.values ?? []).every((value) => value === null || value === 0)).toBe(true)
})
