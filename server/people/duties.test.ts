import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RuleContent } from '../../contracts/firewall.ts'
import { authenticators, events, firewallLists, supportViews } from '../../db/schema/index.ts'
import { callerOf } from '../auth/callers.ts'
import type { Caller } from '../caller.ts'
import { as, asRoot, bigPlan, person, testBackend } from '../testing/backend.ts'
import { makeBrowser, tokenOf } from '../testing/browser.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { approve, makeSite, makeTenant, quiet } from '../testing/site.ts'

let clock: number
let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  clock = 0
  door = new FakeDoor()
  backend = testBackend({ door, now: () => Date.now() + clock })
})
afterEach(() => backend.stop())

const now = ({ person: id, session }: Caller): Caller | null => callerOf(backend.app, { person: id, session })
const code = (code: string) => ({ cause: { code } })
const reason = 'ticket 4711: shop is slow'

test('support sees names alone, then one tenant with a reason, for an hour, and changes nothing', async () => {
  const { app, database } = backend
  const [acme, other] = [await makeTenant(app), await makeTenant(app, 'other')]
  const shop = await makeSite(app, acme)
  const sam = await person(app, { duty: 'support' })
  expect((await as(app, sam).tenants.list({})).total).toBe(2)
  expect((await as(app, sam).services.list({})).total).toBe(0)
  await expect(as(app, sam).overview.get({ tenant: acme })).rejects.toMatchObject(code('not_found'))
  await expect(as(app, sam).support.start({ tenant: acme, reason: 'why' })).rejects.toThrow()

  await as(app, sam).support.start({ tenant: acme, reason })
  const looking = as(app, now(sam))
  expect(await looking.auth.me()).toMatchObject({
    role: 'support',
    memberships: [],
    viewing: { tenant: acme, tenantTitle: 'acme', reason },
  })
  await expect(looking.overview.get({ tenant: acme })).resolves.toBeDefined()
  await expect(looking.people.list({ tenant: acme })).resolves.toBeDefined()
  expect((await looking.services.list({})).items.map(({ id }) => id)).toEqual([shop])
  expect((await looking.tenants.list({})).items.map(({ id }) => id)).toEqual([acme])
  await expect(looking.overview.get({ tenant: other })).rejects.toMatchObject(code('not_found'))
  await expect(looking.services.wake({ service: shop })).rejects.toThrow('nothing can be changed')
  await expect(looking.files.list({ service: shop, path: '' })).rejects.toThrow('nothing can be changed')

  expect(door.done.at(-1)).toMatchObject({
    name: 'support.view',
    actor: { person: sam.person, role: 'support' },
    input: { tenant: acme, reason },
  })
  const owner = await person(app, { member: { tenant: acme, role: 'owner' } })
  expect((await as(app, owner).events.list({ tenant: acme })).events[0]).toMatchObject({ what: 'support.start', detail: reason })
  clock = 3_600_001
  expect(now(sam)?.viewing).toBeNull()
  clock = 0
  await looking.support.end()
  expect(now(sam)?.viewing).toBeNull()
  expect(database.queries.select().from(events).all().at(-1)).toMatchObject({ what: 'support.end', tenant: acme })
})

test('nobody looks without an entry in the keep’s ledger, and a lost duty ends what is looked at', async () => {
  const { app, database } = backend
  const acme = await makeTenant(app)
  const sam = await person(app, { duty: 'support' })
  door.fail = ({ name }) => (name === 'support.view' ? { code: 'unavailable', refused: true } : undefined)
  await expect(as(app, sam).support.start({ tenant: acme, reason })).rejects.toMatchObject(code('unavailable'))
  expect(database.queries.select().from(supportViews).all()).toEqual([])
  door.fail = () => undefined
  await as(app, sam).support.start({ tenant: acme, reason })
  await asRoot(app).people.setDuty({ person: sam.person, duty: null })
  expect(now(sam)).toMatchObject({ viewing: null, duty: null })
})

test('an administrator who looks as support is no administrator meanwhile', async () => {
  const { app } = backend
  const acme = await makeTenant(app)
  const anna = await person(app, { administrator: true })
  await as(app, anna).support.start({ tenant: acme, reason })
  await expect(as(app, now(anna)).plans.list({})).rejects.toMatchObject(code('forbidden'))
  await as(app, now(anna)).support.end()
  await expect(as(app, now(anna)).plans.list({})).resolves.toBeDefined()
})

test('an auditor reads what there is and changes nothing', async () => {
  const { app } = backend
  const acme = await makeTenant(app)
  const shop = await makeSite(app, acme)
  const ada = as(app, await person(app, { duty: 'auditor' }))
  for (const read of [
    ada.dashboard.get(),
    ada.people.list({}),
    ada.plans.list({}),
    ada.settings.get(),
    ada.overview.get({ tenant: acme }),
    ada.ledger.list({}),
  ])
    await expect(read).resolves.toBeDefined()
  expect((await ada.services.list({})).total).toBe(1)
  expect(await ada.auth.me()).toMatchObject({ role: 'auditor' })
  await expect(ada.services.logs({ service: shop })).rejects.toThrow('nothing can be changed')
  await expect(ada.tenants.suspend({ tenant: acme })).rejects.toThrow('nothing can be changed')
  await expect(ada.plans.create(bigPlan)).rejects.toThrow('nothing can be changed')
})

test('who oversees or helps tenants belongs to none', async () => {
  const { app } = backend
  const acme = await makeTenant(app)
  const bob = await person(app, { member: { tenant: acme, role: 'member' } })
  await expect(asRoot(app).people.setDuty({ person: bob.person, duty: 'auditor' })).rejects.toThrow('belong to no tenant')
  const { link } = await asRoot(app).people.invite({ email: 'ada@example.org', role: 'auditor', tenant: null })
  const ada = await makeBrowser(app).join(tokenOf(link.url), 'ada@example.org')
  expect(ada).toMatchObject({ duty: 'auditor', administrator: false })
  await expect(asRoot(app).people.invite({ email: 'ada@example.org', role: 'member', tenant: acme })).rejects.toThrow('belong to no tenant')
  const anna = await person(app, { administrator: true })
  await expect(asRoot(app).people.setDuty({ person: anna.person, duty: 'support' })).rejects.toThrow('an administrator')
})

test('a reseller makes tenants within what was allowed, with plans of their own, and sees no other', async () => {
  const { app } = backend
  const foreign = await makeTenant(app, 'foreign')
  const installationPlan = (await asRoot(app).tenants.get({ tenant: foreign })).plan
  const rita = await person(app, { duty: 'reseller' })
  const ask = () => as(app, now(rita))
  const small = { ...bigPlan, name: 'big', limits: { services: 2, cpus: 2, memoryMiB: 512, diskMiB: 1024, processes: 256 } }
  const { plan } = await ask().plans.create({ ...small, name: 'small' })
  await expect(ask().tenants.create({ name: 'acme', title: 'Acme', plan })).rejects.toThrow('1 tenants, and 0 are allowed')
  const limits = { tenants: 2, services: 4, cpus: 4, memoryMiB: 1024, diskMiB: 2048, processes: 512 }
  await asRoot(app).resellers.setLimits({ person: rita.person, limits })
  await expect(ask().tenants.create({ name: 'acme', title: 'Acme', plan: installationPlan })).rejects.toThrow('no such plan')
  const { tenant, action } = await ask().tenants.create({ name: 'acme', title: 'Acme', plan })
  await app.dispatcher.ended(action, 20_000)
  expect(door.done.at(-1)).toMatchObject({ actor: { person: rita.person, role: 'reseller' }, input: { reseller: rita.person } })
  expect((await ask().tenants.list({})).items.map(({ name }) => name)).toEqual(['acme'])
  expect((await ask().plans.list({})).items.map(({ name }) => name)).toEqual(['small'])
  // The same name as one of the installation's: neither learns of the other.
  await ask().plans.create({ ...small, name: `plan of foreign` })
  await expect(ask().plans.update({ ...small, plan, limits: { ...small.limits, memoryMiB: 2000 } })).rejects.toThrow('2000 MiB of memory')
  await expect(ask().plans.update({ ...small, plan: installationPlan })).rejects.toMatchObject(code('not_found'))
  await expect(ask().tenants.suspend({ tenant: foreign })).rejects.toMatchObject(code('not_found'))
  await expect(asRoot(app).resellers.setLimits({ person: rita.person, limits: { ...limits, tenants: 0 } })).rejects.toThrow('0 are allowed')
  expect(await ask().resellers.get({})).toMatchObject({ promised: { tenants: 1, services: 2 }, limits })
  const { service } = await ask().services.create({ tenant, kind: 'webserver', name: 'shop' })
  await quiet(app)
  await expect(ask().services.get({ service })).resolves.toMatchObject({ name: 'shop' })
  await expect(asRoot(app).people.setDuty({ person: rita.person, duty: null })).rejects.toThrow('has tenants')
})

test('what an administrator suspended no reseller resumes; what a reseller suspended they do', async () => {
  const { app } = backend
  const acme = await makeTenant(app)
  const rita = await person(app, { duty: 'reseller' })
  await asRoot(app).resellers.setLimits({
    person: rita.person,
    limits: { tenants: 1, services: 9000, cpus: 9000, memoryMiB: 9_000_000, diskMiB: 90_000_000, processes: 9_000_000 },
  })
  await asRoot(app).tenants.update({ tenant: acme, reseller: rita.person })
  const ask = () => as(app, now(rita)).tenants
  await ask().suspend({ tenant: acme })
  await ask().resume({ tenant: acme })
  await asRoot(app).tenants.suspend({ tenant: acme })
  await expect(ask().resume({ tenant: acme })).rejects.toThrow('An administrator suspended this tenant')
  await expect(ask().update({ tenant: acme, reseller: null })).rejects.toThrow('An administrator says whose')
  await asRoot(app).tenants.update({ tenant: acme, reseller: null })
  await expect(ask().get({ tenant: acme })).rejects.toMatchObject(code('not_found'))
  await quiet(app)
})

test('a tenant is handed over when somebody approved: the new owner owns, the one before keeps no key', async () => {
  const { app, database } = backend
  const acme = await makeTenant(app)
  const [olga, mia] = [
    await person(app, { member: { tenant: acme, role: 'owner' } }),
    await person(app, { member: { tenant: acme, role: 'member' } }),
  ]
  const stranger = await person(app)
  const key = { id: 'kaaaaaaaaaaaa', person: olga.person, personName: 'Olga', label: 'Phone', tenant: acme, credential: 'k', createdAt: 1 }
  database.queries.insert(authenticators).values(key).run()
  const ask = (to: Caller, caller = olga) => as(app, caller).tenants.handOver({ tenant: acme, to: to.person, leaves: true })
  await expect(ask(stranger)).rejects.toThrow('Invite the person first')
  await expect(ask(olga)).rejects.toThrow('somebody else')
  await expect(ask(olga, mia)).rejects.toMatchObject(code('forbidden'))
  const { action } = await ask(mia)
  expect(now(mia)?.memberships.get(acme)).toBe('member')
  door.keys = []
  await approve(app, action)
  expect(now(mia)?.memberships.get(acme)).toBe('owner')
  expect(now(olga)?.memberships.has(acme)).toBe(false)
  expect(database.queries.select().from(authenticators).where(eq(authenticators.tenant, acme)).all()).toEqual([])
})

test('a suspended person is nobody at once: no session, no token, no view', async () => {
  const { app } = backend
  const acme = await makeTenant(app)
  const sam = await person(app, { duty: 'support' })
  await as(app, sam).support.start({ tenant: acme, reason })
  await asRoot(app).people.suspend({ person: sam.person })
  expect(now(sam)).toBeNull()
  expect(app.sessions.list(sam.person, null)).toEqual([])
})

test('with the duty of a reseller their plans go when that is said, and the firewall rules that were written for those', async () => {
  const { app, database } = backend
  const rita = await person(app, { duty: 'reseller' })
  const { plan } = await as(app, rita).plans.create(bigPlan)
  const rule: RuleContent = {
    ...{ enabled: true, verdict: 'deny', direction: 'in', protocol: 'tcp', ports: [{ from: 25, to: 25 }], remote: { kind: 'any' } },
    ...{ services: null, hours: null, rate: null, comment: '' },
  }
  await asRoot(app).firewall.save({ plan, rule })
  const back = { person: rita.person, duty: null }
  await expect(asRoot(app).people.setDuty(back)).rejects.toThrow('would be deleted, with their firewall rules: big.')
  await expect(asRoot(app).people.delete({ person: rita.person })).rejects.toThrow('would be deleted, with their firewall rules: big.')
  expect(await asRoot(app).people.setDuty({ ...back, deletePlans: true })).toEqual({ deletedPlans: ['big'] })
  await quiet(app)
  expect(database.queries.select().from(firewallLists).all()).toEqual([])
  expect(door.done.at(-1)).toMatchObject({ name: 'firewall.apply' })
})
