import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Ask } from '../../contracts/asks.ts'
import { as, asRoot, bigPlan, person, testBackend, until } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant, quiet } from '../testing/site.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  backend = testBackend({ door })
})
afterEach(() => backend.stop())

const limits = { ...bigPlan.limits, memoryMiB: 1024 }

async function ground() {
  const { app } = backend
  const { plan } = await asRoot(app).plans.create({ ...bigPlan, name: 'small', limits, automatic: { memoryMiB: 512, packages: ['jq'] } })
  const tenant = await makeTenant(app, 'acme', plan)
  const service = await makeSite(app, tenant)
  const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
  let at = 0
  /** The service rings, and these requests lie there. */
  const ring = async (...asks: Partial<Ask>[]) => {
    const waiting = asks.map((ask, index) => ({ ticket: `ticket000${index}`, of: 'memoryMiB', how: 'by', amount: 128, reason: '', ...ask }))
    door.result = ({ name }) => (name === 'asks.collect' ? { asks: waiting.splice(0) } : {})
    at += 1
    const before = collected()
    door.change({ asks: [{ service, at }] })
    await until(() => collected() > before, 'the requests to be fetched')
    await quiet(app)
  }
  return { app, plan, tenant, service, owner, ring }
}
const collected = () => door.done.filter(({ name }) => name === 'asks.collect').length
const told = () =>
  door.done.filter(({ name }) => name === 'asks.answer').map(({ input }) => `${input.ticket} ${input.verdict}: ${input.text}`)
const memory = () =>
  (door.done.findLast(({ name }) => name === 'service.apply') as { input: { resources: { memoryMiB: number } } } | undefined)?.input
    .resources.memoryMiB

test('a service that asks for what its plan gives gets it, and is told once it has it', async () => {
  const { service, owner, ring } = await ground()
  await ring({ reason: 'the nightly import' })
  expect(memory()).toBe(256)
  expect(told()).toEqual(['ticket0000 granted: It has 256 MiB of memory.'])
  expect(door.done.map(({ name }) => name).slice(-2)).toEqual(['service.apply', 'asks.answer'])
  const { items } = await owner.requests.list({ service })
  expect(items).toMatchObject([{ state: 'granted', personName: null, reason: 'the nightly import', before: { memoryMiB: 128 } }])
})

test('beyond that it is told that somebody has to decide, and the answer of that person', async () => {
  const { app, service, owner, ring } = await ground()
  await ring({ how: 'to', amount: 600 }, { how: 'to', amount: 5000 })
  expect(memory()).toBe(128)
  expect(told()).toEqual([
    'ticket0000 waiting: By the plan a service gets no more than 512 MiB of memory on request. An owner has to decide.',
    'ticket0001 waiting: The limits of the tenant lack 3976 MiB of memory. An administrator has to decide.',
  ])
  const { items } = await owner.requests.list({ service, sort: 'createdAt' })
  const [first, second] = [items.find(({ decider }) => decider === 'owner'), items.find(({ decider }) => decider === 'administrator')]
  await owner.requests.decide({ request: first?.id ?? '', allow: true })
  await asRoot(app).requests.decide({ request: second?.id ?? '', allow: false, answer: 'Ask for a larger plan' })
  await quiet(app)
  expect(told().slice(2).sort()).toEqual(['ticket0000 granted: It has 600 MiB of memory.', 'ticket0001 denied: Ask for a larger plan'])
})

test('a low port is given where the plan says from which on, else an owner decides', async () => {
  const { app, plan, service, owner, ring } = await ground()
  await ring({ of: 'port', how: 'to', amount: 80 })
  expect(told()).toEqual(['ticket0000 waiting: By the plan a service may listen at no port below 1024 on request. An owner has to decide.'])
  await asRoot(app).plans.update({ ...bigPlan, plan, name: 'small', limits, automatic: { firstPort: 80 } })
  await ring({ of: 'port', how: 'to', amount: 80 }, { of: 'port', how: 'to', amount: 79 }, { of: 'port', how: 'to', amount: 443 })
  expect(told().slice(1).sort()).toEqual([
    'ticket0000 granted: Its programs may listen at ports from 80 up.',
    'ticket0001 waiting: By the plan a service may listen at no port below 80 on request. An owner has to decide.',
    'ticket0002 refused: Its programs may listen at ports from 80 up already.',
  ])
  expect(door.done.findLast(({ name }) => name === 'service.apply')?.input.firstPort).toBe(80)
  expect((await owner.services.get({ service })).firstPort).toBe(80)
  await owner.services.update({ service, firstPort: null })
  await quiet(app)
  expect(door.done.findLast(({ name }) => name === 'service.apply')?.input).not.toHaveProperty('firstPort')
})

test('a snapshot is given to every service that asks', async () => {
  const { service, owner, ring } = await ground()
  await ring({ of: 'snapshot', how: 'to', amount: 1, reason: 'before the upgrade' })
  expect(told()).toEqual(['ticket0000 granted: Its data is kept as it is now.'])
  expect(door.done.slice(-2)).toMatchObject([
    { name: 'service.snapshot', input: { snapshot: expect.stringMatching(/^inside-/) } },
    { name: 'asks.answer' },
  ])
  expect((await owner.requests.list({ service })).items).toMatchObject([{ state: 'granted', wish: { want: 'snapshot' }, before: {} }])
})

const wantedPackages = () =>
  (door.done.findLast(({ name }) => name === 'service.apply') as { input: { packages?: string[] } } | undefined)?.input.packages

test('a package that the plan names is given, another one waits for a person who allows it', async () => {
  const { service, owner, ring } = await ground()
  const asks = (name: string) => ring({ of: 'package', how: 'to', amount: 1, name })
  await asks('jq')
  expect(wantedPackages()).toEqual(['jq'])
  expect(told()).toEqual(['ticket0000 granted: The package jq is installed.'])
  await asks('cowsay')
  expect(told().at(-1)).toBe('ticket0000 waiting: The plan does not give the package cowsay on request. An owner has to decide.')
  await asks('jq')
  expect(told().at(-1)).toBe('ticket0000 refused: The service has the package jq already.')
  const [waiting] = (await owner.requests.list({ service, state: 'waiting' })).items
  await owner.requests.decide({ request: waiting?.id ?? '', allow: true })
  await quiet(backend.app)
  expect(wantedPackages()).toEqual(['cowsay', 'jq'])
  expect(await owner.services.get({ service })).toMatchObject({ packages: ['cowsay', 'jq'], state: 'active' })
  await owner.services.update({ service, packages: ['cowsay'] })
  await quiet(backend.app)
  expect(wantedPackages()).toEqual(['cowsay'])
})

test('a package that cannot be installed is wanted no more, whoever granted it', async () => {
  const { service, owner, ring } = await ground()
  let times = 1
  const failure = { code: 'conflict', message: 'The packages could not be installed.' } as const
  door.fail = ({ name }) => (name === 'service.apply' && times-- > 0 ? failure : undefined)
  await ring({ of: 'package', how: 'to', amount: 1, name: 'jq' })
  expect(wantedPackages()).toBeUndefined()
  expect(await owner.services.get({ service })).toMatchObject({ packages: [], state: 'active', error: failure })
  expect(told()).toEqual(['ticket0000 refused: The packages could not be installed.'])
})

test('what cannot be is refused with the reason, and the others go on', async () => {
  const { ring } = await ground()
  await ring({ how: 'to', amount: 64 }, { of: 'cpus', how: 'to', amount: 999 }, { how: 'to', amount: 512 })
  expect(memory()).toBe(512)
  expect(told().map((line) => line.split(':')[0])).toEqual(['ticket0000 refused', 'ticket0001 refused', 'ticket0002 granted'])
})

test('a failure of what was granted is told, too', async () => {
  const { ring } = await ground()
  door.fail = ({ name }) => (name === 'service.apply' ? { code: 'storage_full', message: 'The pool is full.' } : undefined)
  await ring({})
  expect(told()).toEqual(['ticket0000 refused: The pool is full.'])
})

test('one ring is followed once, and one of a service that is gone by nobody', async () => {
  const { app, service, ring } = await ground()
  await ring({})
  const before = collected()
  door.change({
    asks: [
      { service, at: 1 },
      { service: 'szzzzzzzzzzzz', at: 9 },
    ],
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  await quiet(app)
  expect(collected()).toBe(before)
})

test('a service that asks without end is told to wait', async () => {
  const { ring } = await ground()
  await ring(...Array.from({ length: 7 }, (_, index) => ({ how: 'to' as const, amount: 600 + index })))
  expect(told().filter((line) => line.includes('refused: 5 requests of this service wait'))).toHaveLength(2)
})
