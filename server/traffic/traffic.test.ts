import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant, quiet } from '../testing/site.ts'
import { percentOf } from './month.ts'
import { countTraffic, watchTraffic } from './rounds.ts'

const gibibyte = 1_073_741_824
const day = 86_400_000
let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let clock: number
let moved: number
beforeEach(() => {
  door = new FakeDoor()
  clock = Date.UTC(2026, 0, 20)
  moved = 0
  door.statistics = async (query) => {
    door.asked.push(query)
    const stepMs = 1000
    return { from: query.from, stepMs, series: query.metrics.map((metric) => ({ metric, values: [moved / 2, null] })) }
  }
  backend = testBackend({ door, now: () => clock })
})
afterEach(() => backend.stop())

async function ground() {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  const { plan } = await asRoot(app).tenants.get({ tenant })
  const [view] = (await asRoot(app).plans.list({})).items.filter(({ id }) => id === plan)
  if (view === undefined) throw new Error('no plan')
  const allow = async (trafficGiB: number | undefined, throttledMbps?: number) => {
    const limits = { ...view.limits, trafficGiB, throttledMbps }
    await asRoot(app).plans.update({ plan, name: view.name, limits, idle: view.idle, automatic: view.automatic })
    await quiet(app)
  }
  const count = async (gib: number) => {
    moved = gib * gibibyte
    await countTraffic(app)
    await quiet(app)
  }
  const rate = async () => (await asRoot(app).services.get({ service })).effective.networkMbps
  const applied = () => door.done.filter(({ name }) => name === 'service.apply').at(-1)?.input.resources
  const words = async () => (await asRoot(app).overview.get({ tenant })).attention.map(({ text }) => text)
  return { app, tenant, service, allow, count, rate, applied, words }
}

test('the month’s use stands beside the limit, and is said at 80 and 95 percent', async () => {
  const { app, tenant, allow, count, words } = await ground()
  await allow(100)
  await count(50)
  expect((await asRoot(app).tenants.get({ tenant })).traffic).toEqual({ bytes: 50 * gibibyte, mbps: null })
  expect(door.asked.at(-1)).toMatchObject({ object: `tenant:${tenant}`, from: Date.UTC(2026, 0, 1), to: clock })
  expect(await words()).toEqual([])
  await count(80)
  expect(await words()).toEqual(['This tenant has used 80 % of its 100 GiB of traffic this month.'])
  await count(96)
  expect(await words()).toEqual([
    'This tenant has used 96 % of its 100 GiB of traffic this month. At the limit its services are slowed down.',
  ])
  expect((await asRoot(app).dashboard.get()).attention.map(({ text }) => text).join()).toContain('acme has used 96 %')
})

test('at the limit every service is slowed down, once, and let go with the new month', async () => {
  const { app, tenant, allow, count, rate, applied, words } = await ground()
  await allow(100)
  await count(100)
  expect(await rate()).toBe(1)
  expect(applied()).toMatchObject({ networkMbps: 1 })
  expect(await words()).toEqual([
    'This tenant has used its 100 GiB of traffic. Its services are slowed to 1 Mbit/s until 2026-02-01, or until the plan allows more.',
  ])
  const before = door.done.length
  await count(101)
  expect(door.done).toHaveLength(before)
  clock += 12 * day
  await count(2)
  expect(await rate()).toBeUndefined()
  expect(applied()).not.toHaveProperty('networkMbps')
  const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
  expect((await owner.events.list({ tenant })).events.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['traffic.slow', 'traffic.lift']),
  )
})

test('a larger plan lets it go, another rate of the plan counts at once, and a plan without a limit ends it', async () => {
  const { allow, count, rate } = await ground()
  await allow(100, 5)
  await count(120)
  expect(await rate()).toBe(5)
  await allow(100, 2)
  await count(120)
  expect(await rate()).toBe(2)
  await allow(200, 2)
  await count(120)
  expect(await rate()).toBeUndefined()
  await allow(100, 2)
  await count(120)
  await allow(undefined)
  await count(120)
  expect(await rate()).toBeUndefined()
})

test('a service that is slower by itself stays so', async () => {
  const { app, service, allow, count, rate } = await ground()
  const { resources } = await asRoot(app).services.get({ service })
  await asRoot(app).services.update({ service, resources: { ...resources, networkMbps: 3 } })
  await allow(100, 10)
  await count(100)
  expect(await rate()).toBe(3)
})

test('the keep away: nobody is slowed down or let go; statistics that are lost take nothing back', async () => {
  const { allow, count, rate } = await ground()
  await allow(100)
  await count(100)
  const { statistics } = door
  door.statistics = async () => Promise.reject(new Error('away'))
  await count(0)
  expect(await rate()).toBe(1)
  door.statistics = statistics
  await count(0)
  expect(await rate()).toBe(1)
})

test('tenants without a limit are not counted', async () => {
  const { app, tenant, count } = await ground()
  await count(500)
  expect(door.asked).toEqual([])
  expect((await asRoot(app).tenants.get({ tenant })).traffic).toBeNull()
  expect(percentOf(gibibyte, 3)).toBe(33)
})

test('a tenant whose figures cannot be had keeps no other from being counted', async () => {
  const { app, tenant, allow, count } = await ground()
  const other = await makeTenant(app, 'other', (await asRoot(app).tenants.get({ tenant })).plan)
  await allow(100)
  const { statistics } = door
  const bytes = async (of: string) => (await asRoot(app).tenants.get({ tenant: of })).traffic?.bytes
  for (const [failing, counted, gib] of [[tenant, other, 50] as const, [other, tenant, 60] as const]) {
    door.statistics = (query) => (query.object === `tenant:${failing}` ? Promise.reject(new Error('broken')) : statistics(query))
    await count(gib)
    expect(await bytes(counted)).toBe(gib * gibibyte)
  }
  expect(await bytes(other)).toBe(50 * gibibyte)
})

test('a count that takes long is the only one', async () => {
  const { app, allow } = await ground()
  await allow(100)
  let asks = 0
  door.statistics = () => {
    asks += 1
    return new Promise(() => undefined)
  }
  vi.useFakeTimers()
  const watch = watchTraffic(app)
  await vi.advanceTimersByTimeAsync(30 * 60_000)
  watch.stop()
  vi.useRealTimers()
  expect(asks).toBe(1)
})
