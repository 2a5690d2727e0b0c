import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { observation } from '../../contracts/observation.ts'
import { createAgentClient } from '../core/socket-client.ts'
import type { Started } from './start.ts'
import { createWorld, request, tenant } from './testing/world.ts'

let world: Awaited<ReturnType<typeof createWorld>>
let started: Started
let door: ReturnType<typeof createAgentClient>
const fromWaker = observation.omit({ agents: true, gate: true })

beforeEach(async () => {
  world = await createWorld()
  door = createAgentClient(`${world.folder}/waker.sock`)
})
afterEach(async () => {
  await door.close()
  await started.close()
  world.remove()
})

const observe = (after = '', wait = 0) => door.get(`/observe?after=${after}&wait=${wait}`, fromWaker)

test('a quiet service freezes, then stops; what happened is told', async () => {
  const service = world.put({ freezeAfter: 60, stopAfter: 600 })
  started = await world.start()
  await started.waker.wake(request(service))
  await expect.poll(async () => (await observe()).services[0]?.state).toBe('running')

  world.gate.idleMs.set(service, 10_000)
  await started.round()
  expect(world.state(service)).toBe('running')

  const rewind = async (seconds: number) => {
    // Its last use lies further back, by the clock of this process.
    const real = performance.now.bind(performance)
    performance.now = () => real() + seconds * 1000
    try {
      await started.round()
    } finally {
      performance.now = real
    }
  }
  world.gate.idleMs.set(service, 61_000)
  await rewind(61)
  expect(world.state(service)).toBe('frozen')
  world.gate.idleMs.set(service, 601_000)
  await rewind(601)
  expect(world.state(service)).toBe('stopped')

  await started.waker.wake(request(service))
  await expect.poll(async () => (await observe()).wakes).toHaveLength(2)
  expect((await observe()).wakes[1]).toMatchObject({ service, from: 'stopped', by: 'host www.acme.test', source: '192.0.2.1', error: null })
})

test('the wall clock may jump by years: nothing falls asleep for it', async () => {
  const service = world.put({ freezeAfter: 60, stopAfter: 600 })
  started = await world.start()
  await started.waker.wake(request(service))
  const real = Date.now
  Date.now = () => real() + 10 * 365 * 24 * 3600 * 1000
  try {
    await started.round()
  } finally {
    Date.now = real
  }
  expect(world.state(service)).toBe('running')
})

test('work inside the VPS keeps it awake', async () => {
  const service = world.put({ freezeAfter: 1, stopAfter: 2 })
  started = await world.start()
  await started.waker.wake(request(service))
  await world.engine.updateInstance(world.project, service, { config: { 'user.reeve.busy-until': String(Date.now() + 90_000) } })
  const real = performance.now.bind(performance)
  await expect.poll(async () => (await observe()).services[0]?.state).toBe('running')
  performance.now = () => real() + 10_000
  try {
    await started.round()
  } finally {
    performance.now = real
  }
  expect(world.state(service)).toBe('running')
})

test('a gate that does not answer puts nothing to sleep', async () => {
  const service = world.put({ freezeAfter: 1, stopAfter: 1 })
  await world.engine.setState(world.project, service, 'start')
  started = await world.start()
  world.gate.usage = async () => {
    throw new Error('away')
  }
  await started.round()
  expect(world.state(service)).toBe('running')
})

test('an observation is answered when something changes, with the new wakes only', async () => {
  const service = world.put()
  started = await world.start()
  const first = await observe()
  expect(first).toMatchObject({ engine: true, wakes: [], services: [{ service, state: 'stopped', connections: 0 }] })
  const next = observe(first.cursor, 30)
  await started.waker.wake(request(service))
  await expect.poll(async () => (await observe(first.cursor)).wakes.length).toBe(1)
  expect((await next).cursor).not.toBe(first.cursor)
  const later = await observe()
  expect((await observe(later.cursor)).wakes).toEqual([])
  // The engine's own words about the start may still come.
  const same = async () => {
    const { cursor } = await observe()
    return (await observe(cursor, 0)).cursor === cursor
  }
  await expect.poll(same).toBe(true)
})

test('a wake that cannot be written down, as on a full disk, ends neither the waker nor the next wake', async () => {
  const service = world.put()
  started = await world.start()
  const other = new Database(join(world.folder, 'waker.db'))
  other.exec('DROP TABLE wakes')
  other.close()
  await started.waker.wake(request(service))
  await new Promise((resolve) => setImmediate(resolve))
  await started.waker.sleep(service, 'stop', true)
  await expect(started.waker.wake(request(service))).resolves.toHaveProperty('address')
})

test('wakes survive a restart of the waker', async () => {
  const service = world.put()
  started = await world.start()
  await started.waker.wake(request(service))
  await expect.poll(async () => (await observe()).wakes).toHaveLength(1)
  await started.close()
  started = await world.start()
  expect((await observe()).wakes).toHaveLength(1)
})

const action = (name: 'service.wake' | 'service.sleep', input: Record<string, string | boolean>) => ({
  id: crypto.randomUUID(),
  name,
  actor: { person: 'root' as const, role: 'administrator' as const },
  issuedAt: 0,
  expiresAt: 1,
  input: { tenant, ...input },
})
const known = { service: { tenant, name: 'shop', kind: 'webserver', address: null, ownAddress: null }, limits: null, suspended: false }

test('people wake and stop a service by actions; freezing one in use is refused', async () => {
  const service = world.put()
  started = await world.start()
  const act = (name: 'service.wake' | 'service.sleep', more = {}) => door.act(action(name, { service, ...more }), known, () => undefined)
  expect(await act('service.wake')).toMatchObject({ result: { state: 'running' } })
  await expect.poll(() => world.state(service)).toBe('running')
  world.gate.connections.set(service, 2)
  await expect.poll(async () => JSON.stringify(await act('service.sleep', { stop: false }))).toContain('conflict')
  expect(await act('service.sleep', { stop: true })).toMatchObject({ result: { state: 'stopped' } })
  expect(world.state(service)).toBe('stopped')
})

test('what a person is told about putting a service to sleep is so', async () => {
  const service = world.put()
  started = await world.start()
  const sleep = (stop: boolean) => door.act(action('service.sleep', { service, stop }), known, () => undefined)
  expect(await sleep(false)).toMatchObject({ result: { state: 'stopped' } })
  await started.waker.wake(request(service))
  await expect.poll(() => world.state(service)).toBe('running')
  await expect.poll(() => sleep(false)).toMatchObject({ result: { state: 'frozen' } })
  let release: () => void = () => undefined
  world.engine.hold = new Promise((resolve) => {
    release = resolve
  })
  const waking = started.waker.wake(request(service))
  expect(await sleep(true)).toMatchObject({ error: { code: 'conflict', message: 'It is just being woken. Try again in a moment.' } })
  release()
  await waking
})

test('a failed wake is told in the words that those who waited got', async () => {
  const service = world.put()
  world.engine.broken.add(service)
  started = await world.start()
  const refused = await started.waker.wake(request(service)).catch((error: Error) => error.message)
  await expect.poll(async () => (await observe()).wakes[0]?.error).toBe(refused)
})

test('a person cannot wake what belongs to a suspended tenant', async () => {
  const service = world.put()
  started = await world.start()
  const answer = await door.act(action('service.wake', { service }), { ...known, suspended: true }, () => undefined)
  expect(answer).toMatchObject({ error: { code: 'suspended' } })
})
