import { count } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../contracts/ids.ts'
import { certificates, domains, loginNames, memberships, services } from '../../db/schema/index.ts'
import { as, asRoot, bigPlan, person, testBackend, until } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { approve, makeSite, makeTenant, quiet } from '../testing/site.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  backend = testBackend({ door })
})
afterEach(() => backend.stop())

const smaller = { ...bigPlan, name: 'smaller', limits: { ...bigPlan.limits, memoryMiB: 200 } }

test('names are unique, plans have to exist', async () => {
  const { app } = backend
  await makeTenant(app)
  const { plan } = await asRoot(app).plans.create(bigPlan)
  await expect(asRoot(app).tenants.create({ name: 'acme', title: 'Other', plan })).rejects.toThrow('There is a tenant acme already')
  await expect(asRoot(app).tenants.create({ name: 'new', title: 'New', plan: 'naaaaaaaaaaaa' })).rejects.toThrow('no such plan')
})

test('suspending closes tenant and routes; resuming opens both', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  await makeSite(app, tenant, 'shop', ['www.acme.test'])
  const routesSuspended = () => door.done.findLast(({ name }) => name === 'routes.apply')?.input.suspended
  await asRoot(app).tenants.suspend({ tenant })
  await quiet(app)
  expect([door.tenants.get(tenant)?.suspended, routesSuspended()]).toEqual([true, true])
  expect(await asRoot(app).tenants.get({ tenant })).toMatchObject({ state: 'suspended', suspended: true })
  await asRoot(app).tenants.resume({ tenant })
  await quiet(app)
  expect([door.tenants.get(tenant)?.suspended, routesSuspended()]).toEqual([false, false])
  expect((await asRoot(app).tenants.get({ tenant })).state).toBe('active')
})

test('a plan must hold what the tenant has, whether it is chosen or changed', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  for (const name of ['one', 'two']) await makeSite(app, tenant, name)
  const { plan } = await asRoot(app).plans.create(smaller)
  await expect(asRoot(app).tenants.update({ tenant, plan })).rejects.toThrow(
    'would need 256 MiB of memory; under the plan smaller the tenant may use 200 MiB',
  )
  const before = (await asRoot(app).tenants.get({ tenant })).plan
  await expect(asRoot(app).plans.update({ ...smaller, name: 'its own', plan: before })).rejects.toThrow(
    'All services of acme together would need 256 MiB of memory; under this plan',
  )
  await expect(asRoot(app).plans.delete({ plan: before })).rejects.toThrow('Tenants have this plan')
})

test('a stricter plan shortens the own sleep times that it allows no more, says how many, and tells the tenant', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const [long, short] = [await makeSite(app, tenant, 'long'), await makeSite(app, tenant, 'short')]
  const own = (service: string, freezeAfterSeconds: number) =>
    asRoot(app).services.update({ service, idle: { freezeAfterSeconds, stopAfterSeconds: 600 } })
  await own(long, 60)
  await own(short, 10)
  const { plan } = await asRoot(app).tenants.get({ tenant })
  const stricter = { ...bigPlan, name: 'stricter', idle: { freezeAfterSeconds: 30, stopAfterSeconds: 600 } }
  expect((await asRoot(app).plans.update({ ...stricter, plan })).shortened).toBe(1)
  await quiet(app)
  const frozen = async (service: string) => (await asRoot(app).services.get({ service })).idle.freezeAfterSeconds
  expect([await frozen(long), await frozen(short)]).toEqual([30, 10])
  expect(door.done.findLast(({ name, input }) => name === 'service.apply' && input.service === long)?.input.idle).toEqual(stricter.idle)
  const { events } = await asRoot(app).events.list({ tenant })
  expect(events.filter(({ detail }) => detail.includes('shortened')).map(({ objectName }) => objectName)).toEqual(['long'])
  const strictest = {
    ...{ ...stricter, name: 'strictest', idle: { freezeAfterSeconds: 5, stopAfterSeconds: 600 } },
    limits: { ...stricter.limits, cpuPercent: 50 },
  }
  const other = await asRoot(app).plans.create(strictest)
  expect((await asRoot(app).tenants.update({ tenant, plan: other.plan })).shortened).toBe(2)
  expect([await frozen(long), await frozen(short)]).toEqual([5, 5])
  // Rates and sleep times of one plan are one wish of each service.
  const before = door.done.length
  await quiet(app)
  expect(door.done.slice(before).filter(({ name }) => name === 'service.apply')).toHaveLength(2)
})

test('a new idle policy of the plan reaches the services that follow it', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const [following, own] = [await makeSite(app, tenant, 'one'), await makeSite(app, tenant, 'two')]
  await asRoot(app).services.update({ service: own, idle: { freezeAfterSeconds: 0, stopAfterSeconds: 0 } })
  await quiet(app)
  const plan = (await asRoot(app).tenants.get({ tenant })).plan
  const idle = { freezeAfterSeconds: 5, stopAfterSeconds: 50 }
  const { actions } = await asRoot(app).plans.update({ ...bigPlan, name: 'renamed', plan, idle })
  expect(actions).toHaveLength(1)
  await quiet(app)
  expect(door.done.at(-1)).toMatchObject({ name: 'service.apply', input: { service: following, idle } })
})

test('another plan reaches the services that follow it, when it lets them sleep at other times', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  const applied = () => door.done.filter(({ name }) => name === 'service.apply')
  const [same, sleepier] = await Promise.all([
    asRoot(app).plans.create({ ...bigPlan, name: 'same' }),
    asRoot(app).plans.create({ ...bigPlan, name: 'sleepier', idle: { freezeAfterSeconds: 5, stopAfterSeconds: 50 } }),
  ])
  await asRoot(app).tenants.update({ tenant, plan: same.plan })
  await quiet(app)
  expect(applied()).toHaveLength(1)
  await asRoot(app).tenants.update({ tenant, plan: sleepier.plan })
  await quiet(app)
  expect(applied().at(-1)?.input).toMatchObject({ service, idle: { freezeAfterSeconds: 5, stopAfterSeconds: 50 } })
})

test('a tenant goes with all that it has under one approval, and takes nothing new meanwhile', async () => {
  const { app, database } = backend
  const tenant = await makeTenant(app)
  await makeSite(app, tenant, 'shop', ['www.acme.test'])
  await makeSite(app, tenant, 'blog', ['blog.acme.test'])
  const member = await person(app, { member: { tenant, role: 'member' } })
  const dates = { notBefore: 0, notAfter: 0, createdAt: 0 }
  database.queries
    .insert(certificates)
    .values({ id: newId('c'), tenant, names: [], issuer: '', state: 'active', ...dates })
    .run()
  const { action } = await asRoot(app).tenants.delete({ tenant })
  let letGo: (() => void) | undefined
  door.hold = ({ name }) =>
    name !== 'tenant.delete'
      ? Promise.resolve()
      : new Promise((resolve) => {
          letGo = resolve
        })
  const approved = approve(app, action)
  await expect.poll(async () => (await asRoot(app).tenants.get({ tenant })).state).toBe('deleting')
  await expect(asRoot(app).services.create({ tenant, kind: 'webserver', name: 'new' })).rejects.toThrow('is being deleted')
  await expect(asRoot(app).people.invite({ email: 'x@example.org', role: 'owner', tenant })).rejects.toThrow('is being deleted')
  ;(await until(() => letGo, 'the deletion to be under way'))()
  await approved
  await expect(asRoot(app).tenants.get({ tenant })).rejects.toThrow('There is no such thing')
  expect(await as(app, member).tenants.list({})).toEqual({ items: [], total: 0 })
  for (const table of [services, domains, certificates, loginNames, memberships])
    expect(database.queries.select({ all: count() }).from(table).get()).toEqual({ all: 0 })
  door.hold = () => Promise.resolve()
  const next = await makeTenant(app, 'acme', (await asRoot(app).plans.create(bigPlan)).plan)
  await makeSite(app, next, 'shop', ['www.acme.test', 'blog.acme.test'])
  expect(door.routes.get(next)).toEqual(['blog.acme.test', 'www.acme.test'])
})

test('a deletion that the keep refuses leaves the tenant as it was: active, or suspended', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  door.fail = ({ name }) => (name === 'tenant.delete' ? { code: 'approval_invalid', refused: true } : undefined)
  for (const state of ['active', 'suspended']) {
    const { action } = await asRoot(app).tenants.delete({ tenant })
    await approve(app, action)
    expect(await asRoot(app).tenants.get({ tenant })).toMatchObject({ state, error: null })
    await asRoot(app).tenants.suspend({ tenant })
    await quiet(app)
  }
})

test('a deletion that was asked for before the tenant changed is not approved any more', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const { action } = await asRoot(app).tenants.delete({ tenant })
  await asRoot(app).tenants.update({ tenant, title: 'Another' })
  await expect(approve(app, action)).rejects.toThrow('The tenant was changed after this deletion was asked for')
})

test('of two tenants that want one domain at once, one gets it and the other a clear error', async () => {
  const { app } = backend
  const services = [await makeSite(app, await makeTenant(app)), await makeSite(app, await makeTenant(app, 'other'))]
  const asked = await Promise.allSettled(services.map((service) => asRoot(app).domains.add({ service, name: 'www.race.test' })))
  expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await quiet(app)
  expect([...door.routes.values()].flat()).toEqual(['www.race.test'])
})

test('a domain that is removed is free when the gate has let it go', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const [one, two] = [await makeSite(app, tenant, 'one', ['www.acme.test']), await makeSite(app, tenant, 'two')]
  const domain = (await asRoot(app).domains.list({ service: one })).items[0]?.id ?? ''
  await asRoot(app).domains.update({ domain, redirectTo: 'acme.test', tls: 'passthrough' })
  await expect(asRoot(app).domains.update({ domain, redirectTo: 'www.acme.test' })).rejects.toThrow('redirect to itself')
  const { action } = await asRoot(app).domains.remove({ domain })
  await expect(asRoot(app).domains.add({ service: two, name: 'www.acme.test' })).rejects.toThrow('in use')
  await app.dispatcher.ended(action, 20_000)
  await asRoot(app).domains.add({ service: two, name: 'www.acme.test' })
  await quiet(app)
  expect(door.routes.get(tenant)).toEqual(['www.acme.test'])
})
