import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../contracts/ids.ts'
import { scramVerifier } from '../../contracts/scram.ts'
import { actions, domains, services } from '../../db/schema/index.ts'
import { as, asRoot, bigPlan, person, testBackend, until } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { approve, deleteSite, makeSite, makeTenant, quiet } from '../testing/site.ts'
import { wakesOf } from './queries.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  backend = testBackend({ door })
})
afterEach(() => backend.stop())

test('a website is made: tenant, service and routes in this order, each once', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant, 'shop', ['www.acme.test', 'acme.test'])
  expect(door.done.map((action) => action.name)).toEqual(['tenant.apply', 'service.apply', 'routes.apply'])
  expect(door.routes.get(tenant)).toEqual(['acme.test', 'www.acme.test'])
  const view = await asRoot(app).services.get({ service })
  expect(view).toMatchObject({ state: 'active', name: 'shop', tenantName: 'acme', domains: ['acme.test', 'www.acme.test'], files: true })
  const { items } = await asRoot(app).domains.list({ service })
  expect(items.map(({ state }) => state)).toEqual(['active', 'active'])
})

test('a website that is asked for together with its tenant waits for it', async () => {
  const { app } = backend
  const plan = (await asRoot(app).plans.create(bigPlan)).plan
  const { tenant } = await asRoot(app).tenants.create({ name: 'acme', title: 'Acme', plan })
  const { service } = await asRoot(app).services.create({ tenant, kind: 'webserver', name: 'shop' })
  await quiet(app)
  expect((await asRoot(app).services.get({ service })).state).toBe('active')
})

test('deleting waits for the approval, then frees the name and the domains', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant, 'shop', ['www.acme.test'])
  const { action } = await asRoot(app).services.delete({ service })
  expect(await asRoot(app).actions.get({ action })).toMatchObject({ state: 'awaiting_approval', risk: 'critical' })
  expect(door.services.size).toBe(1)
  const request = await asRoot(app).actions.approvalFor({ action })
  expect(request.action).toMatchObject({ id: action, name: 'service.delete', input: { tenantName: 'acme', name: 'shop' } })
  await approve(app, action)
  await quiet(app)
  expect(door.services.size).toBe(0)
  expect(door.routes.get(tenant)).toEqual([])
  await expect(asRoot(app).services.get({ service })).rejects.toThrow('There is no such thing')
  await makeSite(app, tenant, 'shop', ['www.acme.test'])
})

test.each([
  ['refuses', 'refused', { code: 'approval_invalid', refused: true }],
  ['does not take in time', 'expired', { code: 'expired', refused: true }],
] as const)('a deletion that the keep %s leaves the service as it was, and may be asked for again', async (_, state, fault) => {
  const { app } = backend
  const service = await makeSite(app, await makeTenant(app))
  const before = await asRoot(app).services.get({ service })
  door.fail = ({ name }) => (name === 'service.delete' ? fault : undefined)
  const { action } = await asRoot(app).services.delete({ service })
  await approve(app, action)
  expect(await asRoot(app).actions.get({ action })).toMatchObject({ state, error: { code: fault.code } })
  expect(await asRoot(app).services.get({ service })).toEqual(before)
  door.fail = () => undefined
  await deleteSite(app, service)
  expect(door.services.size).toBe(0)
})

test('a service that could not be made says why, can be tried again and can be deleted', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  door.fail = ({ name }) => (name === 'service.apply' ? { code: 'storage_full', message: 'The data pool is full.' } : undefined)
  const { service, action } = await asRoot(app).services.create({ tenant, kind: 'webserver', name: 'shop' })
  await app.dispatcher.ended(action, 20_000)
  expect(await asRoot(app).services.get({ service })).toMatchObject({ state: 'failed', error: { code: 'storage_full' } })
  door.fail = ({ name }) => (name === 'service.delete' ? { code: 'not_found' } : undefined)
  const retried = await asRoot(app).actions.retry({ action })
  await app.dispatcher.ended(retried.action, 20_000)
  await quiet(app)
  expect((await asRoot(app).services.get({ service })).state).toBe('active')
  await deleteSite(app, service)
  await expect(asRoot(app).services.get({ service })).rejects.toThrow('There is no such thing')
})

test.each([
  ['an unknown kind', { kind: 'mainframe' }, 'unknown_kind'],
  ['a configuration that does not fit', { config: { php: 'maybe' } }, 'bad_input'],
  ['a name with a path', { name: '../etc' }, 'bad_input'],
  ['a reserved name', { name: 'keep' }, 'bad_input'],
  ['a wildcard domain', { domains: ['*.acme.test'] }, 'bad_input'],
  ['a domain with control characters', { domains: ['www.acme.test\r\nHost: x'] }, 'bad_input'],
  ['more memory than the plan has', { resources: { cpus: 1, memoryMiB: 1_048_576, diskMiB: 64, processes: 32 } }, 'over_limit'],
  ['domains for a kind that has none', { kind: 'ssh', domains: ['ssh.acme.test'] }, 'bad_input'],
])('%s is refused with its own code', async (_, change, code) => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const asked = asRoot(app).services.create({ tenant, kind: 'webserver', name: 'shop', ...change })
  await expect(asked).rejects.toSatisfy((error) => codeOf(error) === code)
  expect(door.services.size).toBe(0)
})

test('names are unique in a tenant, domains in the whole installation', async () => {
  const { app } = backend
  const [acme, other] = [await makeTenant(app), await makeTenant(app, 'other')]
  await makeSite(app, acme, 'shop', ['www.acme.test'])
  const create = (tenant: string, name: string, domains: string[] = []) =>
    asRoot(app).services.create({ tenant, kind: 'webserver', name, domains })
  await expect(create(acme, 'shop')).rejects.toThrow('There is a service shop already')
  await expect(create(other, 'shop', ['WWW.acme.test.'])).rejects.toThrow('in use on this installation already')
  await create(other, 'shop')
})

test('the name of a database leads to the first who has it; when that one goes, the next set-up takes it', async () => {
  const { app } = backend
  const [acme, other] = [await makeTenant(app), await makeTenant(app, 'other')]
  const make = async (tenant: string, config: Record<string, string[]> = {}) => {
    const { service } = await asRoot(app).services.create({ tenant, kind: 'postgresql', name: 'data', config })
    await quiet(app)
    return service
  }
  const first = await make(acme)
  const second = await make(other, { databases: ['app', 'shop'] })
  expect(door.routes.get(acme)).toEqual(['database app'])
  expect(door.routes.get(other)).toEqual(['database shop'])
  await asRoot(app).services.update({ service: first, config: { databases: ['blog'] } })
  await quiet(app)
  await asRoot(app).services.update({ service: second, config: { databases: ['app'] } })
  await quiet(app)
  expect(door.routes.get(acme)).toEqual(['database blog'])
  expect(door.routes.get(other)).toEqual(['database app'])
})

test('owners let a service sleep sooner than the plan says, and as it says again; later or never is for administrators', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
  const idle = (freezeAfterSeconds: number, stopAfterSeconds: number) => ({ service, idle: { freezeAfterSeconds, stopAfterSeconds } })
  for (const later of [idle(0, 0), idle(0, 600), idle(61, 600), idle(60, 601)])
    await expect(owner.services.update(later)).rejects.toThrow(
      'freezes after 60 s at the latest and stops after 600 s at the latest. Choose',
    )
  await owner.services.update(idle(10, 600))
  expect(await owner.services.get({ service })).toMatchObject({ ownIdle: true, idle: { freezeAfterSeconds: 10 }, planIdle: bigPlan.idle })
  const view = await owner.services.get({ service })
  await owner.services.update({ service, resources: { ...view.resources, memoryMiB: 256 } })
  await owner.services.update({ service, idle: null })
  expect(await owner.services.get({ service })).toMatchObject({ ownIdle: false, idle: bigPlan.idle, resources: { memoryMiB: 256 } })
  await owner.services.update({ service, resources: view.resources })
  expect((await owner.services.get({ service })).ownIdle).toBe(false)
  await asRoot(app).services.update(idle(0, 0))
  expect((await owner.services.get({ service })).idle).toEqual({ freezeAfterSeconds: 0, stopAfterSeconds: 0 })
})

test('routes are sent when they are others than before, and those that were not sent yet are replaced', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant, 'shop', ['www.acme.test'])
  const sent = () => door.done.filter(({ name }) => name === 'routes.apply').length
  const view = await asRoot(app).services.get({ service })
  await asRoot(app).services.update({ service, resources: view.resources })
  await quiet(app)
  expect(sent()).toBe(1)
  door.hold = ({ name }) => (name === 'routes.apply' ? new Promise((resolve) => letGo.push(resolve)) : Promise.resolve())
  const letGo: (() => void)[] = []
  await asRoot(app).domains.add({ service, name: 'first.acme.test' })
  const go = await until(() => letGo[0], 'the first routes to be sent')
  const asked: string[] = []
  for (let number = 0; number < 29; number += 1)
    asked.push((await asRoot(app).domains.add({ service, name: `w${number}.acme.test` })).action)
  expect(new Set(asked).size).toBe(1)
  door.hold = () => Promise.resolve()
  go()
  await quiet(app)
  expect(sent()).toBe(3)
  expect(door.routes.get(tenant)).toHaveLength(31)
  expect((await asRoot(app).domains.list({ service, limit: 50 })).items.every(({ state }) => state === 'active')).toBe(true)
})

test('a domain whose routes failed is routed when its service is set up again', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  door.fail = ({ name }) => (name === 'routes.apply' ? { code: 'internal' } : undefined)
  await asRoot(app).domains.add({ service, name: 'www.acme.test' })
  await quiet(app)
  expect((await asRoot(app).domains.list({ service })).items).toMatchObject([{ state: 'failed' }])
  door.fail = () => undefined
  await asRoot(app).services.update({ service, config: {} })
  await quiet(app)
  expect((await asRoot(app).domains.list({ service })).items).toMatchObject([{ state: 'active' }])
})

test('what no routing can carry is refused where it is asked for', async () => {
  const { app, database } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  const name = (number: number) => ({ service, name: `w${number}.acme.test` })
  const row = { tenant, service, redirectTo: null, tls: 'own' as const, state: 'active' as const, generation: 1, createdAt: 0 }
  for (let number = 0; number < 199; number += 1)
    database.queries
      .insert(domains)
      .values({ ...row, ...name(number), id: newId('d') })
      .run()
  await asRoot(app).domains.add(name(199))
  await expect(asRoot(app).domains.add(name(200))).rejects.toThrow('A service has at most 200 domains')
  const [whole] = database.queries.select().from(services).all()
  if (whole === undefined) throw new Error('no service')
  for (let number = 0; number < 999; number += 1)
    database.queries
      .insert(services)
      .values({ ...whole, id: newId('s'), name: `n${number}` })
      .run()
  const one = asRoot(app).services.create({ tenant, kind: 'webserver', name: 'more' })
  await expect(one).rejects.toThrow('A tenant has at most 1000 services')
  await asRoot(app).domains.remove({ domain: (await asRoot(app).domains.list({ service, search: 'w7.' })).items[0]?.id ?? '' })
})

test('nobody gets the panel’s own name as a domain', async () => {
  const { app } = backend
  app.config = { ...app.config, site: { ...app.config.site, rpId: 'panel.example.org' } }
  const service = await makeSite(app, await makeTenant(app))
  await expect(asRoot(app).domains.add({ service, name: 'Panel.Example.org' })).rejects.toThrow('in use on this installation')
})

test('the plan’s number of services is a limit, by name', async () => {
  const { app } = backend
  const { plan } = await asRoot(app).plans.create({ ...bigPlan, name: 'small', limits: { ...bigPlan.limits, services: 1 } })
  const tenant = await makeTenant(app, 'small', plan)
  await makeSite(app, tenant, 'one')
  await expect(makeSite(app, tenant, 'two')).rejects.toThrow('would have 2 services; the tenant may have 1')
})

test('lists search, sort and page, and show nobody else’s', async () => {
  const { app } = backend
  const [acme, other] = [await makeTenant(app), await makeTenant(app, 'other')]
  for (const name of ['blog', 'shop', 'wiki']) await makeSite(app, acme, name)
  await makeSite(app, other, 'shop')
  const owner = await person(app, { member: { tenant: acme, role: 'owner' } })
  const list = await as(app, owner).services.list({ sort: 'name', descending: true, limit: 2 })
  expect(list).toMatchObject({ total: 3, items: [{ name: 'wiki' }, { name: 'shop', tenantName: 'acme' }] })
  expect((await as(app, owner).services.list({ search: 'SH' })).total).toBe(1)
  expect((await as(app, owner).services.list({ search: '%' })).total).toBe(0)
  expect((await asRoot(app).services.list({})).total).toBe(4)
  expect((await asRoot(app).services.list({ power: 'running' })).total).toBe(0)
})

test('files are changed when the answer comes, and errors of the agent arrive as they are', async () => {
  const { app } = backend
  const service = await makeSite(app, await makeTenant(app))
  await asRoot(app).files.write({ service, path: 'htdocs/index.html', content: 'aGVsbG8=' })
  expect(door.done.at(-1)).toMatchObject({ name: 'files.write', input: { path: 'htdocs/index.html', content: 'aGVsbG8=' } })
  const [written] = (await asRoot(app).actions.list({ object: service, limit: 1 })).items
  expect((await asRoot(app).actions.get({ action: written?.id ?? '' })).input.content).toBe('')
  door.fail = () => ({ code: 'not_found', message: 'There is no such file.' })
  await expect(asRoot(app).files.delete({ service, path: 'gone' })).rejects.toThrow('There is no such file.')
  await expect(asRoot(app).files.write({ service, path: '../x', content: '' })).rejects.toThrow()
  expect(wakesOf(app, { service, limit: 10 })).toEqual([])
})

const codeOf = (error: unknown): unknown => {
  const cause = (error as { cause?: { code?: unknown; name?: string } }).cause
  return cause?.name === 'ZodError' ? 'bad_input' : cause?.code
}

test('the verifier of a password stands in no view and no action, and stays when settings are saved without it', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const [first, second] = [await scramVerifier('one'), await scramVerifier('two')]
  const config = { databases: ['app'], password: first }
  const made = await asRoot(app).services.create({ tenant, kind: 'postgresql', name: 'data', config })
  const { service } = made
  expect(JSON.stringify(await asRoot(app).actions.get(made))).not.toContain('SCRAM')
  await quiet(app)
  const begun = (await asRoot(app).services.get({ service })).config
  const saved = await asRoot(app).services.update({ service, config: { databases: ['app', 'more'] }, was: { config: begun } })
  await quiet(app)
  expect(door.done.at(-1)?.input.config).toEqual({ databases: ['app', 'more'], password: first })
  await asRoot(app).services.update({ service, config: { ...begun, password: second } })
  await quiet(app)
  expect(door.done.at(-1)?.input.config).toEqual({ ...begun, password: second })
  for (const view of [
    await asRoot(app).services.list({}),
    await asRoot(app).services.get({ service }),
    await asRoot(app).actions.get(saved),
  ])
    expect(JSON.stringify(view)).not.toContain('SCRAM')
  expect(JSON.stringify(app.database.queries.select().from(actions).all())).not.toContain('SCRAM')
})
