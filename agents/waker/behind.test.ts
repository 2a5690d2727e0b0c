import { afterEach, beforeEach, expect, test } from 'vitest'
import { ReeveError } from '../../contracts/errors.ts'
import type { PowerState } from '../../contracts/states.ts'
import type { Started } from './start.ts'
import { createWorld, request } from './testing/world.ts'

/** Somebody starts, freezes or stops a VPS behind the keep's back, and no event tells of it (in time). Whoever asks is served all the same. */
let world: Awaited<ReturnType<typeof createWorld>>
let started: Started

beforeEach(async () => {
  world = await createWorld()
})
afterEach(async () => {
  await started.close()
  world.remove()
})

/** Without an event. */
function quietly(service: string, state: PowerState): void {
  const found = world.engine.state.instances.get(`${world.project}/${service}`)
  if (found !== undefined) found.state = state
}

/** A service that the waker knows as `known` and that is `real`. */
async function misjudged(known: 'running' | 'frozen' | 'stopped', real: PowerState): Promise<string> {
  const service = world.put()
  if (known !== 'stopped') await world.engine.setState(world.project, service, 'start')
  if (known === 'frozen') await world.engine.setState(world.project, service, 'freeze')
  started = await world.start()
  quietly(service, real)
  return service
}

test.each([
  ['running', 'stopped'],
  ['running', 'frozen'],
  ['frozen', 'stopped'],
  ['frozen', 'running'],
  ['stopped', 'running'],
  ['stopped', 'frozen'],
] as const)('known as %s and really %s, it is woken at the first request', async (known, real) => {
  const service = await misjudged(known, real)
  await expect(started.waker.wake(request(service))).resolves.toHaveProperty('address')
  await expect.poll(() => world.state(service)).toBe('running')
  await expect.poll(() => world.gate.live.has(service)).toBe(true)
})

test('one that is stopped while it is asked whether it answers is started, without waiting for the end of that question', async () => {
  const service = await misjudged('running', 'running')
  const answering = world.gate.answering.bind(world.gate)
  let asked = false
  world.gate.answering = (_, signal) => {
    asked = true
    world.gate.answering = answering
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new ReeveError('unavailable', 'Nobody waits for the service any more.')))
    })
  }
  const waking = started.waker.wake(request(service))
  await expect.poll(() => asked).toBe(true)
  setTimeout(() => quietly(service, 'stopped'), 50)
  await expect(waking).resolves.toHaveProperty('address')
  expect(world.calls('start')).toBe(2)
})

test('one that really cannot start is told so after one more look, and not tried for ever', async () => {
  const service = await misjudged('stopped', 'stopped')
  world.engine.broken.add(service)
  await expect(started.waker.wake(request(service))).rejects.toMatchObject({ code: 'start_failed' })
  expect(world.calls('start')).toBe(1)
})

test('an event that comes before the engine shows its end is looked after again', async () => {
  const service = await misjudged('running', 'running')
  await started.waker.wake(request(service))
  const get = world.engine.getInstance.bind(world.engine)
  let early = 0
  world.engine.getInstance = async (project, name) => {
    const found = await get(project, name)
    early += 1
    return found === undefined || early > 2 ? found : { ...found, state: 'running' }
  }
  await world.engine.setState(world.project, service, 'stop')
  await expect.poll(() => world.gate.live.has(service), { timeout: 5000 }).toBe(false)
  await expect(started.waker.wake(request(service))).resolves.toHaveProperty('address')
  expect(world.state(service)).toBe('running')
})
