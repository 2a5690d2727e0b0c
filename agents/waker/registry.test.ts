import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../core/log.ts'
import type { EngineEvent, Instance } from '../engine/objects.ts'
import { createRegistry, type Registry } from './registry.ts'
import { createWorld, SlowEngine } from './testing/world.ts'

let world: Awaited<ReturnType<typeof createWorld>>
let registry: Registry
let ended: AbortController

beforeEach(async () => {
  world = await createWorld()
  ended = new AbortController()
  registry = createRegistry(world.engine, createLog('waker', 'silent'), () => undefined)
})
afterEach(() => {
  ended.abort()
  world.remove()
})

function barrier() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

/** The next list is taken when it is asked for and arrives when the test lets it. */
function holdList(): () => void {
  const list = world.engine.listInstances.bind(world.engine)
  const held = barrier()
  world.engine.listInstances = async (project?: string): Promise<Instance[]> => {
    world.engine.listInstances = list
    const then = structuredClone(await list(project))
    await held.opened
    return then
  }
  return held.open
}

test('a list that was asked for before a change does not overwrite it', async () => {
  const service = world.put()
  await registry.follow(ended.signal)
  const arrive = holdList()
  const listed = registry.refresh('sunknownunkno')
  await world.engine.updateInstance(world.project, service, { config: { 'user.reeve.suspended': 'true' } })
  await expect.poll(() => registry.get(service)?.keys.suspended).toBe(true)
  arrive()
  await listed
  expect(registry.get(service)?.keys.suspended).toBe(true)
})

test('a list that was asked for before the waker’s own change does not overwrite it', async () => {
  const service = world.put()
  await world.engine.setState(world.project, service, 'start')
  await registry.follow(ended.signal)
  const arrive = holdList()
  const listed = registry.refresh('sunknownunkno')
  const known = registry.get(service)
  if (known === undefined) throw new Error('not listed')
  registry.hold(known)
  const found = world.engine.state.instances.get(`${world.project}/${service}`)
  if (found !== undefined) found.state = 'frozen'
  registry.setState(service, 'frozen')
  registry.release(known)
  arrive()
  await listed
  expect(registry.get(service)?.state).toBe('frozen')
})

test('a look that began before the waker’s own change does not overwrite it', async () => {
  const service = world.put()
  await world.engine.setState(world.project, service, 'start')
  await registry.follow(ended.signal)
  const get = world.engine.getInstance.bind(world.engine)
  const held = barrier()
  world.engine.getInstance = async (project, name) => {
    world.engine.getInstance = get
    const then = await get(project, name)
    await held.opened
    return then
  }
  const looked = registry.refresh(service)
  const known = registry.get(service)
  if (known === undefined) throw new Error('not listed')
  registry.hold(known)
  const found = world.engine.state.instances.get(`${world.project}/${service}`)
  if (found !== undefined) found.state = 'frozen'
  registry.setState(service, 'frozen')
  registry.release(known)
  held.open()
  await looked
  expect(registry.get(service)?.state).toBe('frozen')
})

test('what is made while a list is on its way is found by whoever asks for it', async () => {
  await registry.follow(ended.signal)
  const arrive = holdList()
  const earlier = registry.refresh('sunknownunkno')
  const service = world.put()
  const found = registry.refresh(service).then(() => registry.get(service))
  arrive()
  await earlier
  expect(await found).toBeDefined()
})

test('when the guard ends the stream it is opened again, and what happened in between is seen', async () => {
  const service = world.put()
  const watch = SlowEngine.prototype.watch.bind(world.engine)
  const broken = barrier()
  let opened = 0
  world.engine.watch = async (onEvent: (event: EngineEvent) => void, signal: AbortSignal, onOpen?: () => void) => {
    opened += 1
    if (opened > 1) return watch(onEvent, signal, onOpen)
    onOpen?.()
    await broken.opened
    throw new Error('the stream ended')
  }
  await registry.follow(ended.signal)
  await world.engine.updateInstance(world.project, service, { config: { 'user.reeve.suspended': 'true' } })
  expect(registry.get(service)?.keys.suspended).toBe(false)
  broken.open()
  await expect.poll(() => registry.get(service)?.keys.suspended).toBe(true)
  expect(registry.connected()).toBe(true)
})

test('the word "Ready" of a VPS is a ring, and nobody looks at the engine for it', async () => {
  const service = world.put()
  const rung: string[] = []
  let tell: (event: EngineEvent) => void = () => undefined
  const watch = world.engine.watch.bind(world.engine)
  world.engine.watch = (onEvent, signal, onOpen) => {
    tell = onEvent
    return watch(onEvent, signal, onOpen)
  }
  registry = createRegistry(
    world.engine,
    createLog('waker', 'silent'),
    () => undefined,
    (name) => rung.push(name),
  )
  await registry.follow(ended.signal)
  let looks = 0
  const get = world.engine.getInstance.bind(world.engine)
  world.engine.getInstance = (project, name) => {
    looks += 1
    return get(project, name)
  }
  for (const name of [service, 'sstrangerzzzz']) tell({ action: 'instance-ready', project: world.project, name })
  expect(rung).toEqual([service])
  expect(looks).toBe(0)
})
