import { afterEach, beforeEach, expect, test } from 'vitest'
import { heldKey } from '../core/instance-keys.ts'
import type { Started } from './start.ts'
import { createWorld, request } from './testing/world.ts'

let world: Awaited<ReturnType<typeof createWorld>>
let started: Started
beforeEach(async () => {
  world = await createWorld()
})
afterEach(async () => {
  await started.close()
  world.remove()
})

const hold = (service: string, value: string) => world.engine.updateInstance(world.project, service, { config: { [heldKey]: value } })

test('while the root of a service is exchanged nobody reaches it, and who asks waits until it is over', async () => {
  const service = world.put()
  started = await world.start()
  await started.waker.wake(request(service))
  expect(world.gate.live.has(service)).toBe(true)
  await hold(service, 'none running none patch-1')
  await expect.poll(() => world.gate.live.has(service)).toBe(false)
  let answered = false
  const visit = started.waker.wake(request(service)).finally(() => {
    answered = true
  })
  await world.engine.setState(world.project, service, 'stop')
  await world.engine.setState(world.project, service, 'start')
  expect(answered).toBe(false)
  expect(world.gate.live.has(service)).toBe(false)
  await hold(service, '')
  expect(await visit).toMatchObject({ address: '10.88.1.1' })
  expect(world.gate.live.has(service)).toBe(true)
})

test('one that sleeps is not started meanwhile, and one that idles is not put to sleep', async () => {
  const [asleep, idle] = [world.put(), world.put()]
  await hold(asleep, 'none stopped none patch-1')
  started = await world.start()
  await started.waker.wake(request(idle))
  await hold(idle, 'none running none patch-1')
  world.gate.idleMs.set(idle, 7_200_000)
  await started.round()
  expect(world.state(idle)).toBe('running')
  const visit = started.waker.wake(request(asleep))
  await started.round()
  expect(world.state(asleep)).toBe('stopped')
  await hold(asleep, '')
  await visit
  expect(world.state(asleep)).toBe('running')
})
