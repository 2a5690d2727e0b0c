import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ReeveError } from '../../contracts/errors.ts'
import { restoreKey } from '../core/instance-keys.ts'
import type { Started } from './start.ts'
import { createWorld, request } from './testing/world.ts'

let world: Awaited<ReturnType<typeof createWorld>>
let started: Started

/** A gate to which the service never answers. */
const untilAborted = (_asked: unknown, signal?: AbortSignal) =>
  new Promise<void>((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new ReeveError('unavailable', 'Nobody waits for the service any more.')))
  })

beforeEach(async () => {
  world = await createWorld()
})
afterEach(async () => {
  await started.close()
  world.remove()
})

test('fifty clients at once start a stopped service once, and all are let through', async () => {
  const service = world.put()
  started = await world.start()
  const answers = await Promise.all(Array.from({ length: 50 }, () => started.waker.wake(request(service))))
  expect(new Set(answers.map(({ address }) => address)).size).toBe(1)
  expect(world.calls('start')).toBe(1)
  expect(world.gate.asked).toHaveLength(1)
})

test('a wake asks the engine for nothing before it starts the service', async () => {
  const service = world.put()
  started = await world.start()
  const get = vi.spyOn(world.engine, 'getInstance')
  await started.waker.wake(request(service))
  expect(get).not.toHaveBeenCalled()
})

test('the answer does not wait for the end of the engine’s operation', async () => {
  const service = world.put()
  started = await world.start()
  let release = () => undefined as undefined
  world.engine.hold = new Promise((resolve) => {
    release = () => {
      resolve()
      return undefined
    }
  })
  world.gate.answering = async (asked) => {
    world.gate.live.set(asked.service, asked.address)
  }
  await expect(started.waker.wake(request(service))).resolves.toHaveProperty('address')
  // And nobody puts it to sleep under that operation.
  expect(await started.waker.sleep(service, 'stop', true)).toBe('waking')
  release()
  await expect.poll(() => world.state(service)).toBe('running')
})

test('what nobody has is not found, and nothing is started', async () => {
  started = await world.start()
  await expect(started.waker.wake(request('saaaaaaaaaaaa'))).rejects.toMatchObject({ code: 'not_found' })
  expect(world.engine.calls).toEqual([])
})

test('a service made a moment ago is found', async () => {
  started = await world.start()
  const service = world.put()
  await expect(started.waker.wake(request(service))).resolves.toHaveProperty('address')
})

test('the service of a suspended tenant stays asleep', async () => {
  const service = world.put({ suspended: true })
  started = await world.start()
  await expect(started.waker.wake(request(service))).rejects.toMatchObject({ code: 'suspended' })
  expect(world.engine.calls).toEqual([])
})

test('a failed start is told, not tried in a loop, and tried again when a person insists', async () => {
  const service = world.put()
  world.engine.broken.add(service)
  started = await world.start()
  await expect(started.waker.wake(request(service))).rejects.toMatchObject({ code: 'start_failed', retryAfter: 5 })
  for (let turn = 0; turn < 5; turn += 1) await expect(started.waker.wake(request(service))).rejects.toMatchObject({ code: 'start_failed' })
  expect(world.calls('start')).toBe(1)
  world.engine.broken.clear()
  await expect(started.waker.wake(request(service), true)).resolves.toHaveProperty('address')
})

test('a new configuration takes back the failure of the old one', async () => {
  const service = world.put()
  world.engine.broken.add(service)
  started = await world.start()
  await expect(started.waker.wake(request(service))).rejects.toMatchObject({ code: 'start_failed' })
  world.engine.broken.clear()
  await world.engine.updateInstance(world.project, service, { config: { 'user.reeve.generation': '2' } })
  await expect.poll(() => started.waker.wake(request(service)).catch(() => undefined)).toHaveProperty('address')
})

test('a service that runs but does not answer is an error with its own name', async () => {
  const service = world.put()
  world.gate.mute.add(service)
  started = await world.start()
  await expect(started.waker.wake(request(service))).rejects.toMatchObject({ code: 'no_answer' })
  await expect(started.waker.wake(request(service))).rejects.toMatchObject({ code: 'no_answer' })
  expect(world.calls('start')).toBe(1)
})

test('an engine that is away is no failure of the service', async () => {
  const service = world.put()
  started = await world.start()
  world.engine.down = true
  await expect(started.waker.wake(request(service))).rejects.toMatchObject({ code: 'unavailable' })
  world.engine.down = false
  await expect(started.waker.wake(request(service))).resolves.toHaveProperty('address')
})

test('a request that comes while the service falls asleep is served, and is not lost', async () => {
  const service = world.put()
  started = await world.start()
  await started.waker.wake(request(service))
  let waking: Promise<unknown> = Promise.resolve()
  world.gate.onQuiesce = () => {
    world.gate.onQuiesce = () => undefined
    waking = started.waker.wake(request(service))
  }
  expect(await started.waker.sleep(service, 'freeze')).toBe('waking')
  await waking
  expect(world.state(service)).toBe('running')
  expect(world.gate.live.has(service)).toBe(true)
})

test('a request that comes while the service is being stopped waits, and starts it again', async () => {
  const service = world.put()
  started = await world.start()
  await started.waker.wake(request(service))
  let release = () => undefined as undefined
  world.engine.hold = new Promise((resolve) => {
    release = () => {
      resolve()
      return undefined
    }
  })
  const sleeping = started.waker.sleep(service, 'stop')
  await expect.poll(() => world.gate.live.has(service)).toBe(false)
  const waking = started.waker.wake(request(service))
  release()
  expect(await sleeping).toBe('slept')
  await waking
  expect(world.state(service)).toBe('running')
})

test('an open connection keeps a service awake and on the straight way', async () => {
  const service = world.put()
  started = await world.start()
  await started.waker.wake(request(service))
  world.gate.connections.set(service, 1)
  expect(await started.waker.sleep(service, 'freeze')).toBe('busy')
  expect(world.state(service)).toBe('running')
  expect(world.gate.live.has(service)).toBe(true)
})

test('what somebody else stops is taken off the straight way', async () => {
  const service = world.put()
  started = await world.start()
  await started.waker.wake(request(service))
  await expect.poll(() => world.state(service)).toBe('running')
  await world.engine.setState(world.project, service, 'stop')
  await expect.poll(() => world.gate.live.has(service)).toBe(false)
})

test('a VPS that stops before it answers ends the wake at once, as a failed start', async () => {
  const service = world.put()
  started = await world.start()
  world.gate.answering = untilAborted
  const waking = started.waker.wake(request(service))
  waking.catch(() => undefined)
  await expect.poll(() => world.state(service)).toBe('running')
  await world.engine.setState(world.project, service, 'stop')
  await expect(waking).rejects.toMatchObject({ code: 'start_failed' })
})

test('a tenant that is suspended while its service wakes is no failure of the service', async () => {
  const service = world.put()
  started = await world.start()
  const answering = world.gate.answering.bind(world.gate)
  world.gate.answering = untilAborted
  const waking = started.waker.wake(request(service))
  waking.catch(() => undefined)
  await expect.poll(() => world.state(service)).toBe('running')
  await world.engine.updateInstance(world.project, service, { config: { 'user.reeve.suspended': 'true' } })
  await world.engine.setState(world.project, service, 'stop')
  await expect(waking).rejects.toMatchObject({ code: 'suspended' })
  world.gate.answering = answering
  await world.engine.updateInstance(world.project, service, { config: { 'user.reeve.suspended': 'false' } })
  await expect.poll(() => started.waker.wake(request(service)).catch(() => undefined)).toHaveProperty('address')
})

test('a tenant that came back a moment ago is not turned away', async () => {
  const service = world.put({ suspended: true })
  started = await world.start()
  const found = world.engine.state.instances.get(`${world.project}/${service}`)
  // Without an event.
  if (found !== undefined) found.config['user.reeve.suspended'] = 'false'
  await expect(started.waker.wake(request(service))).resolves.toHaveProperty('address')
})

test('a frozen VPS takes connections, and is not taken for one that runs', async () => {
  const service = world.put()
  await world.engine.setState(world.project, service, 'start')
  started = await world.start()
  const found = world.engine.state.instances.get(`${world.project}/${service}`)
  if (found !== undefined) found.state = 'frozen'
  await started.waker.wake(request(service))
  expect(world.state(service)).toBe('running')
  expect(world.gate.live.has(service)).toBe(true)
})

test('what changed while a start waited for its turn counts', async () => {
  world.remove()
  world = await createWorld({ startsPerSecond: 1 })
  const services = Array.from({ length: 5 }, () => world.put())
  started = await world.start()
  const wakes = services.map((service) => started.waker.wake(request(service)))
  for (const waking of wakes) waking.catch(() => undefined)
  const last = services.at(-1) ?? ''
  await world.engine.updateInstance(world.project, last, { config: { 'user.reeve.suspended': 'true' } })
  await expect(wakes.at(-1)).rejects.toMatchObject({ code: 'suspended' })
  await Promise.all(wakes.slice(0, -1))
  expect(world.calls('start')).toBe(4)
})

test('many starts between two measurements do not take memory that is not there', async () => {
  world.engine.machine = { ...world.engine.machine, memoryFreeMiB: 256 + 100 }
  const services = Array.from({ length: 6 }, () => world.put())
  started = await world.start()
  const outcomes = await Promise.allSettled(services.map((service) => started.waker.wake(request(service))))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  expect(world.calls('start')).toBe(3)
})

test('whether a service answers is asked at its first port, whichever the client came for', async () => {
  const service = world.put({
    ports: [
      { name: 'http', port: 80 },
      { name: 'https', port: 443 },
    ],
  })
  started = await world.start()
  await started.waker.wake({ ...request(service), by: 'sni www.acme.test' })
  expect(world.gate.asked.map(({ port }) => port)).toEqual([80])
})

test('a person may freeze a service that somebody worked in a moment ago', async () => {
  const service = world.put()
  await world.engine.updateInstance(world.project, service, { config: { 'user.reeve.busy-until': String(Date.now() + 90_000) } })
  started = await world.start()
  await started.waker.wake(request(service))
  await expect.poll(() => started.waker.sleep(service, 'freeze')).toBe('slept')
  expect(world.state(service)).toBe('frozen')
})

test('somebody who begins to work inside while the gate is asked keeps it awake', async () => {
  const service = world.put()
  started = await world.start()
  await started.waker.wake(request(service))
  await expect.poll(() => started.waker.sleep(service, 'freeze')).toBe('slept')
  await started.waker.wake(request(service))
  await expect.poll(() => world.gate.live.has(service)).toBe(true)
  world.gate.onQuiesce = async () => {
    const busy = { 'user.reeve.busy-until': String(Date.now() + 90_000) }
    await world.engine.updateInstance(world.project, service, { config: busy })
  }
  await expect.poll(() => started.waker.sleep(service, 'freeze')).toBe('busy')
  expect(world.state(service)).toBe('running')
})

test('starts wait for their turn in the budget', async () => {
  world.remove()
  world = await createWorld({ startsPerSecond: 1 })
  const services = Array.from({ length: 6 }, () => world.put())
  started = await world.start()
  const wakes = services.map((service) => started.waker.wake(request(service)))
  await Promise.all(wakes.slice(0, 4))
  expect(world.calls('start')).toBeLessThan(6)
  await Promise.all(wakes)
  expect(world.calls('start')).toBe(6)
})

test('nothing starts when memory is short, and frozen services still wake', async () => {
  world.engine.machine = { ...world.engine.machine, memoryFreeMiB: 100 }
  const [stopped, frozen] = [world.put(), world.put()]
  await world.engine.setState(world.project, frozen, 'start')
  await world.engine.setState(world.project, frozen, 'freeze')
  started = await world.start()
  await expect(started.waker.wake(request(stopped))).rejects.toMatchObject({ code: 'unavailable' })
  await expect(started.waker.wake(request(frozen))).resolves.toHaveProperty('address')
})

test('what is changed in an instance while it is being started is not missed', async () => {
  const service = world.put({ freezeAfter: 60 })
  started = await world.start()
  let release = () => undefined as undefined
  world.engine.hold = new Promise((resolve) => {
    release = () => {
      resolve()
      return undefined
    }
  })
  const waking = started.waker.wake(request(service))
  await expect.poll(() => world.gate.asked.length).toBe(1)
  await world.engine.updateInstance(world.project, service, { config: { 'user.reeve.suspended': 'true' } })
  release()
  await waking
  await expect.poll(() => started.waker.sleep(service, 'stop', true)).toBe('slept')
  await expect(started.waker.wake(request(service))).rejects.toMatchObject({ code: 'suspended' })
})

test('a service that somebody else stops while it wakes is seen stopped in the end', async () => {
  const service = world.put()
  started = await world.start()
  const answering = world.gate.answering.bind(world.gate)
  world.gate.answering = async (asked, signal) => {
    await answering(asked, signal)
    world.gate.answering = answering
    await world.engine.setState(world.project, service, 'stop')
  }
  await started.waker.wake(request(service))
  await expect.poll(() => started.waker.wake(request(service)).then(() => world.state(service))).toBe('running')
})

test('what its owner has stopped is not woken, and nothing is started; the news that it is back counts at once', async () => {
  const service = world.put({ halted: true })
  started = await world.start()
  await expect(started.waker.wake(request(service))).rejects.toMatchObject({ code: 'halted', retryAfter: 3600 })
  expect(world.calls('start')).toBe(0)
  const instance = world.engine.state.instances.get(`${world.project}/${service}`)
  if (instance !== undefined) instance.config['user.reeve.halted'] = 'false'
  await started.waker.wake(request(service))
  expect(world.state(service)).toBe('running')
})

test('what a restore left held is not started, whoever opened it to requests; when the mark is gone it is', async () => {
  const service = world.put()
  await world.engine.updateInstance(world.project, service, { config: { [restoreKey]: '{}' } })
  started = await world.start()
  await expect(started.waker.wake(request(service), true)).rejects.toMatchObject({ code: 'conflict' })
  expect(world.calls('start')).toBe(0)
  await world.engine.updateInstance(world.project, service, { config: { [restoreKey]: '' } })
  await started.waker.wake(request(service))
  expect(world.state(service)).toBe('running')
})
