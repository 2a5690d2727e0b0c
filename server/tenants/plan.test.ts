import { afterEach, beforeEach, expect, test } from 'vitest'
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

const named = (name: string, memoryMiB: number) => ({ ...bigPlan, name, limits: { ...bigPlan.limits, memoryMiB } })
const makePlan = async (name: string, memoryMiB: number) => (await asRoot(backend.app).plans.create(named(name, memoryMiB))).plan

/** The keep says so, and the backend has heard it. */
async function ceilingOf(memoryMiB: number) {
  await until(() => backend.app.watch.seen().observation !== null)
  door.change({ ceiling: { ...bigPlan.limits, memoryMiB } })
  await until(() => backend.app.watch.seen().observation?.ceiling?.memoryMiB === memoryMiB)
}

/** A tenant of a plan with 1024 MiB, and 976 MiB on top that an administrator gave. */
async function withExtra() {
  const { app } = backend
  const tenant = await makeTenant(app, 'acme', await makePlan('small', 1024))
  const service = await makeSite(app, tenant)
  await asRoot(app).requests.ask({ service, wish: { want: 'resources', amounts: { memoryMiB: 2000 } }, reason: '' })
  await quiet(app)
  return { tenant, service, view: () => asRoot(app).tenants.get({ tenant }) }
}
const memory = (memoryMiB: number) => ({ cpus: 1, memoryMiB, diskMiB: 512, processes: 128 })

test('what the keep lets no tenant have is refused before it is asked: for plans, new tenants, and changes of plan', async () => {
  const { app } = backend
  const [before, small] = [await makePlan('before', 100_000), await makePlan('small', 1024)]
  const tenant = await makeTenant(app, 'acme', small)
  await ceilingOf(96_424)
  const refused = 'This installation allows a tenant at most 96424 MiB of memory, and'
  await expect(asRoot(app).plans.create(named('big', 100_000))).rejects.toThrow(`${refused} the plan big would have 100000. Choose less.`)
  await expect(asRoot(app).plans.update({ ...named('small', 100_000), plan: small })).rejects.toThrow(refused)
  await expect(asRoot(app).tenants.create({ name: 'new', title: 'New', plan: before })).rejects.toThrow(refused)
  await expect(asRoot(app).tenants.update({ tenant, plan: before })).rejects.toThrow(refused)
  await asRoot(app).plans.update({ ...named('renamed', 100_000), plan: before })
  await makePlan('most', 96_424)
})

test('nor is anything given on top that the keep would refuse', async () => {
  const { app } = backend
  const tenant = await makeTenant(app, 'acme', await makePlan('small', 1024))
  const service = await makeSite(app, tenant)
  await ceilingOf(1500)
  const wish = { want: 'resources' as const, amounts: { memoryMiB: 2000 } }
  await expect(asRoot(app).requests.ask({ service, wish, reason: '' })).rejects.toThrow('at most 1500 MiB of memory')
  expect(await asRoot(app).tenants.get({ tenant })).toMatchObject({ extra: null })
})

test('after a plan that the keep refuses nevertheless the tenant has the one before, with what was on top, and goes on', async () => {
  const { app } = backend
  const { tenant, view } = await withExtra()
  const before = await view()
  const plan = await makePlan('big', 100_000)
  door.fail = ({ name, input }) =>
    name === 'tenant.apply' && (input.limits as { memoryMiB: number }).memoryMiB === 100_000
      ? { code: 'over_limit', message: 'This installation allows less.', refused: true }
      : undefined
  const { action } = await asRoot(app).tenants.update({ tenant, plan })
  expect((await app.dispatcher.ended(action, 20_000)).error).toMatchObject({ code: 'over_limit' })
  await quiet(app)
  expect(await view()).toMatchObject({ state: 'active', error: null, plan: before.plan, extra: { memoryMiB: 976 } })
  expect(door.done.findLast(({ name }) => name === 'tenant.apply')?.input).toMatchObject({ limits: { memoryMiB: 2000 } })
})

test('so has a tenant that was to get another reseller', async () => {
  const { app } = backend
  const tenant = await makeTenant(app, 'acme', await makePlan('small', 1024))
  const rita = await person(app, { duty: 'reseller' })
  const { action } = await asRoot(app).resellers.setLimits({
    person: rita.person,
    limits: { tenants: 1, services: 10_000, cpus: 10_000, memoryMiB: 1024, diskMiB: 100_000_000, processes: 10_000_000 },
  })
  await app.dispatcher.ended(action, 20_000)
  const { plan } = await as(app, rita).plans.create(named('own', 1024))
  door.fail = ({ name, input }) => (name === 'tenant.apply' && 'reseller' in input ? { code: 'over_limit', refused: true } : undefined)
  await asRoot(app).tenants.update({ tenant, plan, reseller: rita.person })
  await quiet(app)
  expect(await asRoot(app).tenants.get({ tenant })).toMatchObject({ state: 'active', planName: 'small', reseller: null })
})

test('what was given on top of a plan goes with it, unless it is kept', async () => {
  const { app } = backend
  const { tenant, service, view } = await withExtra()
  const [large, larger] = [await makePlan('large', 4096), await makePlan('larger', 8192)]
  await asRoot(app).tenants.update({ tenant, title: 'Acme', plan: (await view()).plan })
  expect(await view()).toMatchObject({ extra: { memoryMiB: 976 } })
  await asRoot(app).tenants.update({ tenant, plan: large, extra: 'keep' })
  expect(await view()).toMatchObject({ extra: { memoryMiB: 976 }, limits: { memoryMiB: 5072 } })
  await asRoot(app).tenants.update({ tenant, plan: larger })
  expect(await view()).toMatchObject({ extra: null, limits: { memoryMiB: 8192 } })
  await quiet(app)
  expect(door.done.findLast(({ name }) => name === 'tenant.apply')?.input).toMatchObject({ limits: { memoryMiB: 8192 } })
  expect((await asRoot(app).services.get({ service })).resources.memoryMiB).toBe(2000)
})

test('it is taken back alone, once the services fit into the plan', async () => {
  const { app } = backend
  const { tenant, service, view } = await withExtra()
  await expect(asRoot(app).tenants.update({ tenant, extra: 'drop' })).rejects.toThrow(
    'All services of acme together would need 2000 MiB of memory; under the plan small alone the tenant may use 1024 MiB.',
  )
  await asRoot(app).services.update({ service, resources: memory(512) })
  await asRoot(app).tenants.update({ tenant, extra: 'drop' })
  await quiet(app)
  expect(await view()).toMatchObject({ extra: null, limits: { memoryMiB: 1024 }, state: 'active' })
  expect(door.done.findLast(({ name }) => name === 'tenant.apply')?.input).toMatchObject({ limits: { memoryMiB: 1024 } })
})

test('too much for a service is told as what all services of the tenant come to', async () => {
  const { app } = backend
  const tenant = await makeTenant(app, 'acme', await makePlan('small', 1024))
  const service = await makeSite(app, tenant)
  await makeSite(app, tenant, 'other')
  await expect(asRoot(app).services.update({ service, resources: memory(1000) })).rejects.toThrow(
    'All services of acme together would need 1128 MiB of memory; the tenant may use 1024 MiB. Choose less, or a larger plan.',
  )
})
