import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { memberships } from '../../db/schema/index.ts'
import { changes } from '../live/changes.ts'
import { as, asRoot, contextFor, person, testBackend, until } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { approve, makeSite, makeTenant, quiet } from '../testing/site.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let clock: number
beforeEach(() => {
  door = new FakeDoor()
  clock = 0
  backend = testBackend({ door, now: () => Date.now() + clock })
})
afterEach(() => backend.stop())

test('a door that is away decides nothing: the same action arrives when it is back, once', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  await asRoot(app).catalogue.kinds()
  door.down = true
  const { action } = await asRoot(app).services.create({ tenant, kind: 'webserver', name: 'shop' })
  await until(async () => (await asRoot(app).actions.get({ action })).state === 'pending')
  expect(door.done.map(({ name }) => name)).toEqual(['tenant.apply'])
  door.down = false
  await quiet(app)
  expect(door.done.filter(({ id }) => id === action)).toHaveLength(1)
})

test('"later" is asked again with the same id', async () => {
  const { app } = backend
  let asked = 0
  door.fail = ({ name }) => (name === 'tenant.apply' && asked++ < 2 ? { code: 'unavailable', retry: true } : undefined)
  await makeTenant(app)
  expect(asked).toBe(3)
  expect(door.done).toHaveLength(1)
})

test('progress reaches whoever watches, and the end closes the stream', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const owner = await person(app, { member: { tenant, role: 'owner' } })
  let letGo: () => void = () => undefined
  door.hold = async ({ name }, progress) => {
    if (name !== 'service.apply') return
    progress({ step: 1, of: 2, text: 'Making the volume' })
    await new Promise<void>((resolve) => {
      letGo = resolve
    })
  }
  const { action } = await as(app, owner).services.create({ tenant, kind: 'webserver', name: 'shop' })
  const seen: string[] = []
  for await (const view of await as(app, owner).actions.watch({ action })) {
    seen.push(`${view.state} ${view.text}`)
    if (view.text !== '') letGo()
  }
  expect(seen).toContain('running Making the volume')
  expect(seen.at(-1)).toMatch(/^done/)
})

test('an action that failed shows where', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  door.hold = async (_, progress) => progress({ step: 2, of: 3, text: 'Starting the VPS' })
  door.fail = ({ name }) => (name === 'service.apply' ? { code: 'start_failed' } : undefined)
  const { action } = await asRoot(app).services.create({ tenant, kind: 'webserver', name: 'shop' })
  await app.dispatcher.ended(action, 20_000)
  expect(await asRoot(app).actions.get({ action })).toMatchObject({ state: 'failed', step: 2, of: 3, text: 'Starting the VPS' })
})

test('changes of other tenants cost a subscriber nothing, and do not reach it', async () => {
  const { app } = backend
  const [own, foreign] = [await makeTenant(app, 'own'), await makeTenant(app, 'foreign')]
  const owner = await person(app, { member: { tenant: own, role: 'owner' } })
  const alive = vi.spyOn(app.sessions, 'alive')
  const ended = new AbortController()
  const stream = changes({ ...contextFor(app, owner), caller: owner }, ended.signal)
  const next = stream.next()
  await until(() => alive.mock.calls.length === 1)
  for (let number = 0; number < 100; number += 1) app.live.publish('actions', foreign, `a${number}`)
  app.live.publish('machine', null)
  app.live.publish('plans', null)
  app.live.publish('actions', own)
  expect(await next).toEqual({ done: false, value: { topic: 'machine', tenant: null } })
  expect((await stream.next()).value).toEqual({ topic: 'actions', tenant: own })
  expect(alive).toHaveBeenCalledTimes(3)
  const joined = stream.next()
  app.database.queries.insert(memberships).values({ tenant: foreign, person: owner.person, role: 'member', createdAt: 0 }).run()
  app.live.publish('people', foreign)
  expect((await joined).value).toEqual({ topic: 'people', tenant: null })
  expect((await stream.next()).value).toEqual({ topic: 'people', tenant: foreign })
  ended.abort()
})

test('a watcher who loses the membership sees no more', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const owner = await person(app, { member: { tenant, role: 'owner' } })
  door.hold = ({ name }) => (name === 'service.apply' ? new Promise(() => undefined) : Promise.resolve())
  const { action } = await as(app, owner).services.create({ tenant, kind: 'webserver', name: 'shop' })
  const stream = (await as(app, owner).actions.watch({ action }))[Symbol.asyncIterator]()
  await stream.next()
  const other = await person(app, { member: { tenant, role: 'owner' } })
  await as(app, other).people.remove({ tenant, person: owner.person })
  app.live.publish('actions', tenant, action)
  await expect(stream.next().then(async (step) => (step.done === true ? step : stream.next()))).rejects.toThrow('There is no such thing')
})

test('whoever sees the tenant deleted, or is taken out of it, is told to look again', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const owner = await person(app, { member: { tenant, role: 'owner' } })
  const ended = new AbortController()
  const stream = changes({ ...contextFor(app, owner), caller: owner }, ended.signal)
  const next = stream.next()
  const { action } = await asRoot(app).tenants.delete({ tenant })
  expect((await next).value).toEqual({ topic: 'tenants', tenant })
  await approve(app, action)
  await quiet(app)
  let last: unknown
  while (last !== null) last = (await stream.next()).value?.tenant
  ended.abort()
})

test('an approval that comes too late finds nothing', async () => {
  const { app } = backend
  const service = await makeSite(app, await makeTenant(app))
  const { action } = await asRoot(app).services.delete({ service })
  clock = 16 * 60_000
  const approval = { credential: '', authenticatorData: '', clientDataJSON: '', signature: '' }
  await expect(asRoot(app).actions.approve({ action, approval })).rejects.toThrow('The time for this approval is over')
  app.dispatcher.nudge()
  await until(async () => (await asRoot(app).actions.get({ action })).state === 'expired')
  expect((await asRoot(app).services.get({ service })).state).toBe('active')
})

test('asking again for a deletion replaces the question before', async () => {
  const { app } = backend
  const service = await makeSite(app, await makeTenant(app))
  const first = await asRoot(app).services.delete({ service })
  const second = await asRoot(app).services.delete({ service })
  expect((await asRoot(app).actions.get(first)).state).toBe('cancelled')
  expect((await asRoot(app).actions.get(second)).state).toBe('awaiting_approval')
})

test('what nobody took in time is asked for once more by the backend itself, and then has failed', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  door.fail = ({ name }) => (name === 'service.apply' ? { code: 'expired', refused: true } : undefined)
  const { service } = await asRoot(app).services.create({ tenant, kind: 'webserver', name: 'shop' })
  await quiet(app)
  const { items } = await asRoot(app).actions.list({ object: service })
  expect(items.map(({ actor, state }) => [actor, state])).toEqual([
    ['system', 'expired'],
    ['root', 'expired'],
  ])
  expect((await asRoot(app).services.get({ service })).state).toBe('failed')
})

test('a keep whose count is ahead is asked once more, above its count', async () => {
  const { app } = backend
  const ahead: Record<string, number> = { 'tenant.apply': 900, 'service.apply': 70, 'routes.apply': 5000 }
  door.fail = ({ name, input }) => {
    const generation = ahead[name] ?? 0
    return Number(input.generation) < generation ? { code: 'stale_generation', refused: true, generation } : undefined
  }
  const service = await makeSite(app, await makeTenant(app), 'shop', ['www.acme.test'])
  await quiet(app)
  const generations = (name: string) => door.done.filter((action) => action.name === name).map(({ input }) => input.generation)
  expect(generations('tenant.apply')).toEqual([901])
  expect(generations('service.apply')).toEqual([71])
  expect(generations('routes.apply')[0]).toBe(5001)
  expect((await asRoot(app).services.get({ service })).state).toBe('active')
})

test('an answer without the form that it must have is not taken for done', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const send = door.send.bind(door)
  door.send = async (envelope, progress) =>
    envelope.action.name === 'service.apply' ? { result: { address: 7 } } : send(envelope, progress)
  const { service, action } = await asRoot(app).services.create({ tenant, kind: 'webserver', name: 'shop' })
  await until(async () => (await asRoot(app).actions.get({ action })).state === 'running')
  expect((await asRoot(app).services.get({ service })).state).toBe('pending')
})

test('one tenant whose actions and questions never end leaves room for another', async () => {
  const { app } = backend
  const [slow, quick] = [await makeTenant(app), await makeTenant(app, 'quick')]
  const site = await makeSite(app, slow)
  let held = 0
  door.hold = ({ input, name }) => {
    if (input.tenant !== slow || !/^(service|files)\./.test(name)) return Promise.resolve()
    held += 1
    return new Promise(() => undefined)
  }
  for (let number = 0; number < 40; number += 1) {
    await asRoot(app).services.create({ tenant: slow, kind: 'webserver', name: `slow${number}` })
  }
  await until(() => held >= 8)
  const { action } = await asRoot(app).services.create({ tenant: quick, kind: 'webserver', name: 'shop' })
  await until(async () => (await asRoot(app).actions.get({ action })).state === 'done')
  expect(held).toBe(8)
  await asRoot(app).tenants.suspend({ tenant: slow })
  await until(() => door.tenants.get(slow)?.suspended)
  await asRoot(app).tenants.resume({ tenant: slow })
  for (let number = 0; number < 12; number += 1) void asRoot(app).files.list({ service: site, path: '' })
  await until(() => held === 20)
  await expect(asRoot(app).files.list({ service: site, path: '' })).rejects.toThrow('Too much is being read')
})

test('tenants whose services and wakes never answer keep nobody else waiting', async () => {
  const { app } = backend
  const [sleeper, fifth] = [await makeTenant(app, 'sleeper'), await makeTenant(app, 'fifth')]
  const sites: string[] = []
  for (let number = 0; number < 6; number += 1) sites.push(await makeSite(app, sleeper, `site${number}`))
  const own = await makeSite(app, fifth)
  const held = { apply: 0, wake: 0 }
  door.hold = ({ name, input }) => {
    const verb = name === 'service.apply' ? 'apply' : name === 'service.wake' ? 'wake' : undefined
    if (verb === undefined || input.tenant === fifth) return Promise.resolve()
    held[verb] += 1
    return new Promise(() => undefined)
  }
  for (const name of ['first', 'second', 'third', 'fourth']) {
    const tenant = await makeTenant(app, name)
    for (let number = 0; number < 8; number += 1) await asRoot(app).services.create({ tenant, kind: 'webserver', name: `slow${number}` })
  }
  for (let number = 0; number < 40; number += 1) await asRoot(app).services.wake({ service: sites[number % 6] ?? '' })
  await until(() => held.apply === 24 && held.wake === 4)
  for (const asked of [await asRoot(app).services.wake({ service: own }), await asRoot(app).tenants.suspend({ tenant: fifth })])
    expect((await app.dispatcher.ended(asked.action, 20_000)).state).toBe('done')
  expect(held).toEqual({ apply: 24, wake: 4 })
})

test('people of a tenant have at most 200 actions open; an administrator can always suspend it', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  const owner = await person(app, { member: { tenant, role: 'owner' } })
  door.hold = ({ name }) => (name === 'service.wake' ? new Promise(() => undefined) : Promise.resolve())
  for (let number = 0; number < 200; number += 1) await as(app, owner).services.wake({ service })
  await expect(as(app, owner).services.wake({ service })).rejects.toThrow('200 actions of this tenant are not done yet. Wait')
  const { action } = await asRoot(app).tenants.suspend({ tenant })
  expect((await app.dispatcher.ended(action, 20_000)).state).toBe('done')
})
