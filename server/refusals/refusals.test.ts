import { afterEach, beforeEach, expect, test } from 'vitest'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { makeSite, makeTenant } from '../testing/site.ts'

let backend: ReturnType<typeof testBackend>
let now: number
beforeEach(() => {
  now = 1_800_000_000_000
  backend = testBackend({ now: () => now })
})
afterEach(() => backend.stop())

test('who tries to change what is another tenant’s is written down: who, what, on what, from where and why', async () => {
  const { app } = backend
  const [acme, other] = [await makeTenant(app), await makeTenant(app, 'other')]
  const shop = await makeSite(app, acme, 'shop')
  const eve = await person(app, { member: { tenant: other, role: 'owner' } })
  const member = await person(app, { member: { tenant: acme, role: 'member' } })
  await expect(as(app, eve).services.wake({ service: shop })).rejects.toMatchObject({ cause: { code: 'not_found' } })
  await expect(as(app, member, { address: '192.0.2.7' }).services.delete({ service: shop })).rejects.toMatchObject({
    cause: { code: 'forbidden' },
  })
  // Of what is not there, of what is only read and of strangers nothing is kept.
  await expect(as(app, eve).services.wake({ service: 'saaaaaaaaaaaa' })).rejects.toThrow()
  await expect(as(app, eve).services.get({ service: shop })).rejects.toThrow()
  await expect(as(app, null).services.wake({ service: shop })).rejects.toThrow()

  const { refusals } = await as(app, await person(app, { duty: 'auditor' })).refusals.list({})
  expect(refusals).toMatchObject([
    {
      person: member.person,
      procedure: 'services.delete',
      object: shop,
      objectName: 'shop',
      tenant: acme,
      address: '192.0.2.7',
      code: 'forbidden',
    },
    { person: eve.person, procedure: 'services.wake', object: shop, tenant: acme, address: '192.0.2.1', code: 'not_found', count: 1 },
  ])
  // The owner learns that somebody tried; who works for others stays unknown.
  const owner = as(app, await person(app, { member: { tenant: acme, role: 'owner' } }))
  const own = await owner.refusals.list({ tenant: acme })
  expect(own.refusals.map(({ person: by, address }) => [by, address])).toEqual([
    [member.person, '192.0.2.7'],
    [null, null],
  ])
  await expect(owner.refusals.list({ tenant: other })).rejects.toMatchObject({ cause: { code: 'not_found' } })
  await expect(owner.refusals.list({})).rejects.toMatchObject({ cause: { code: 'forbidden' } })
  expect((await asRoot(app).refusals.list({ tenant: other })).refusals).toEqual([])
})

test('the same within a minute counts up, and a storm of different ones ends in a single row', async () => {
  const { app } = backend
  const acme = await makeTenant(app)
  const auditor = as(app, await person(app, { duty: 'auditor' }))
  const refuse = (generation: number) => auditor.host.confirm({ generation }).catch(() => undefined)
  for (const generation of [1, 2, 3]) await refuse(generation)
  now += 61_000
  await refuse(4)
  const { refusals } = await asRoot(app).refusals.list({})
  expect(refusals.map(({ procedure, count }) => [procedure, count])).toEqual([
    ['host.confirm', 1],
    ['host.confirm', 3],
  ])

  const member = await person(app, { member: { tenant: acme, role: 'member' } })
  for (let place = 0; place < 260; place += 1)
    await as(app, member, { address: `198.51.100.${place % 250}.${place}` })
      .tenants.delete({ tenant: acme })
      .catch(() => undefined)
  const all = (await asRoot(app).refusals.list({ limit: 500 })).refusals.filter((row) => row.person === member.person)
  expect(all).toHaveLength(201)
  expect(all[0]).toMatchObject({ procedure: '*', count: 60, object: null })
})

test('a token that is used from elsewhere is noted with its person', async () => {
  const { app } = backend
  const acme = await makeTenant(app)
  const owner = await person(app, { member: { tenant: acme, role: 'owner' } })
  const scope = { groups: ['read' as const], tenants: null, services: null, sources: ['203.0.113.0/24'] }
  const { text } = await as(app, owner).tokens.create({ label: 'ci', days: 30, ...scope })
  expect(() => app.tokens.read(`Bearer ${text}`, '192.0.2.9')).toThrow('may not be used from this address')
  expect((await asRoot(app).refusals.list({})).refusals).toMatchObject([
    { person: owner.person, token: 'ci', procedure: 'token', address: '192.0.2.9' },
  ])
})
