import { afterEach, beforeEach, expect, test } from 'vitest'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { makeBrowser } from '../testing/browser.ts'
import { makeSite, makeTenant } from '../testing/site.ts'

let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  backend = testBackend()
})
afterEach(() => backend.stop())

test('an owner sees what was done in the own tenant, by whom and to what, and nothing of another or of the installation', async () => {
  const { app } = backend
  const [acme, other] = [await makeTenant(app), await makeTenant(app, 'other')]
  const bob = await makeBrowser(app).joinTenant(acme, 'bob@example.org')
  await makeBrowser(app).joinTenant(other, 'eve@example.org')
  const shop = await makeSite(app, acme, 'shop')
  await as(app, bob).services.wake({ service: shop })
  const { events } = await as(app, bob).events.list({ tenant: acme })
  expect(events[0]).toMatchObject({ what: 'service.wake', personName: 'bob', objectName: 'shop', tenant: acme })
  expect(events.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['tenant.create', 'person.invite', 'person.join', 'service.create']),
  )
  expect(events.every(({ tenant }) => tenant === acme)).toBe(true)
  expect(JSON.stringify(events)).not.toContain('eve')
})

test('administrators see everything, or what one person did, page by page', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const bob = await makeBrowser(app).joinTenant(tenant, 'bob@example.org')
  for (const name of ['one', 'two', 'three']) await as(app, bob).auth.rename({ name })
  const { events } = as(app, await person(app, { administrator: true }))
  const everything = (await events.list({})).events
  expect(everything.map(({ person: by }) => by)).toEqual(expect.arrayContaining(['root', bob.person]))
  const first = await events.list({ person: bob.person, limit: 2 })
  expect(first.events.map(({ what, detail }) => [what, detail])).toEqual([
    ['person.rename', 'three'],
    ['person.rename', 'two'],
  ])
  const rest = await events.list({ person: bob.person, before: first.next ?? 0 })
  expect(rest.events.map(({ what }) => what)).toEqual(['person.rename', 'sign_in', 'person.join'])
  expect(rest.next).toBeNull()
  await expect(as(app, bob).events.list({ person: bob.person })).rejects.toMatchObject({ cause: { code: 'forbidden' } })
})

test('the name of whoever is gone stays known by the id', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const bob = await makeBrowser(app).joinTenant(tenant, 'bob@example.org', 'member')
  await asRoot(app).people.remove({ tenant, person: bob.person })
  await asRoot(app).people.delete({ person: bob.person })
  const { events } = await asRoot(app).events.list({ person: bob.person })
  expect(events[0]?.personName).toBe(bob.person)
})
