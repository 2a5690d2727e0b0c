import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Rights, verb } from '../../contracts/rights.ts'
import { actions } from '../../db/schema/index.ts'
import { callerOf } from '../auth/callers.ts'
import type { Caller } from '../caller.ts'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { makeBrowser, tokenOf } from '../testing/browser.ts'
import { makeSite, makeTenant, quiet } from '../testing/site.ts'

let backend: ReturnType<typeof testBackend>
let tenant: string
let [shop, blog] = ['', '']
let owner: Caller
beforeEach(async () => {
  backend = testBackend()
  tenant = await makeTenant(backend.app)
  shop = await makeSite(backend.app, tenant, 'shop', ['shop.acme.test'])
  blog = await makeSite(backend.app, tenant, 'blog', ['blog.acme.test'])
  owner = await person(backend.app, { member: { tenant, role: 'owner' } })
})
afterEach(() => backend.stop())

const memberWith = (rights: Rights) => person(backend.app, { member: { tenant, role: 'member', rights } })
const now = ({ person: id, session }: Caller): Caller => callerOf(backend.app, { person: id, session }) ?? owner
const code = (code: string) => ({ cause: { code } })

test('a member of one service sees it alone, in every list and by every id', async () => {
  const { app } = backend
  const bob = as(app, await memberWith({ all: [], services: { [shop]: ['files'] } }))
  expect((await bob.services.list({})).items.map(({ name }) => name)).toEqual(['shop'])
  expect((await bob.domains.list({ tenant })).items.map(({ name }) => name)).toEqual(['shop.acme.test'])
  expect(JSON.stringify(await bob.actions.list({ tenant, limit: 100 }))).not.toContain(blog)
  await expect(bob.services.get({ service: shop })).resolves.toMatchObject({ name: 'shop' })
  for (const foreign of [blog, 'szzzzzzzzzzzz'])
    await expect(bob.services.get({ service: foreign })).rejects.toMatchObject(code('not_found'))
  await expect(bob.overview.get({ tenant })).rejects.toMatchObject(code('forbidden'))
})

test('each verb opens what it names and nothing else', async () => {
  const { app } = backend
  const tries: Record<string, (caller: ReturnType<typeof as>) => Promise<unknown>> = {
    files: (caller) => caller.files.list({ service: shop, path: '' }),
    power: (caller) => caller.services.wake({ service: shop }),
    configure: (caller) => caller.services.update({ service: shop, config: {} }),
    people: (caller) => caller.people.ofService({ service: shop }),
  }
  for (const given of verb.options) {
    const bob = as(app, await memberWith({ all: [], services: { [shop]: [given] } }))
    for (const [needed, attempt] of Object.entries(tries)) {
      if (needed === given) await expect(attempt(bob), `${needed} with ${given}`).resolves.toBeDefined()
      else await expect(attempt(bob), `${needed} with ${given}`).rejects.toMatchObject(code('forbidden'))
    }
    await expect(bob.services.delete({ service: shop })).rejects.toMatchObject(code('forbidden'))
    await expect(bob.services.create({ tenant, kind: 'webserver', name: 'new' })).rejects.toMatchObject(code('forbidden'))
  }
  await quiet(app)
})

test('who configures changes domains, and the keep hears of a member', async () => {
  const { app, database } = backend
  const bob = as(app, await memberWith({ all: [], services: { [shop]: ['configure'] } }))
  await bob.domains.add({ service: shop, name: 'new.acme.test' })
  await expect(bob.domains.add({ service: blog, name: 'other.acme.test' })).rejects.toMatchObject(code('not_found'))
  const roles = database.queries.select().from(actions).all()
  expect(roles.at(-1)).toMatchObject({ name: 'routes.apply', actor: { role: 'member' } })
})

test('an action that failed is tried again by whoever might have begun it', async () => {
  const { app } = backend
  const { items } = await asRoot(app).actions.list({ object: shop, limit: 50 })
  const made = items.find(({ name }) => name === 'service.apply')?.id ?? ''
  const looks = as(app, await memberWith({ all: ['see'], services: {} }))
  await expect(looks.actions.retry({ action: made })).rejects.toMatchObject(code('forbidden'))
  const configures = as(app, await memberWith({ all: [], services: { [shop]: ['configure'] } }))
  await expect(configures.actions.retry({ action: made })).rejects.toThrow('Only what failed')
})

test('who has people on a service gives there what they have, to others and never to themselves', async () => {
  const { app } = backend
  const [bob, eve] = [await memberWith({ all: [], services: { [shop]: ['people', 'files'] } }), await memberWith({ all: [], services: {} })]
  const set = (verbs: ('files' | 'power' | 'see')[], whom = eve) =>
    as(app, bob).people.setServiceRights({ service: shop, person: whom.person, verbs })
  await set(['files'])
  expect(await as(app, now(eve)).services.list({})).toMatchObject({ total: 1 })
  await expect(set(['files', 'power'])).rejects.toThrow('only rights that you have')
  await expect(set([], bob)).rejects.toThrow('their own rights')
  await expect(set(['files'], owner)).rejects.toThrow('An owner may everything')
  await set([])
  expect(await as(app, now(eve)).services.list({})).toMatchObject({ total: 0 })
  expect((await as(app, owner).people.ofService({ service: shop })).map(({ role }) => role)).toEqual(['owner', 'member', 'member'])
})

test('an owner changes rights at once; of another tenant’s service nobody gives any', async () => {
  const { app } = backend
  const bob = await memberWith({ all: ['files'], services: {} })
  const foreign = await makeSite(app, await makeTenant(app, 'other'), 'foreign')
  const set = (rights: Rights) => as(app, owner).people.setRights({ tenant, person: bob.person, rights })
  await set({ all: [], services: { [blog]: ['power'] } })
  expect((await as(app, now(bob)).services.list({})).items.map(({ name }) => name)).toEqual(['blog'])
  await expect(set({ all: [], services: { [foreign]: ['see'] } })).rejects.toMatchObject(code('not_found'))
  await as(app, owner).people.setRole({ tenant, person: bob.person, role: 'owner' })
  await as(app, owner).people.setRole({ tenant, person: bob.person, role: 'member' })
  expect((await as(app, now(bob)).services.list({})).total).toBe(2)
})

test('an invitation carries the rights that its member will have', async () => {
  const { app } = backend
  const rights: Rights = { all: [], services: { [blog]: ['files'] } }
  const { link } = await as(app, owner).people.invite({ email: 'new@example.org', role: 'member', tenant, rights })
  const joined = await makeBrowser(app).join(tokenOf(link.url), 'new@example.org')
  expect((await as(app, joined).services.list({})).items.map(({ name }) => name)).toEqual(['blog'])
  expect((await as(app, joined).auth.me())?.memberships).toMatchObject([{ rights: { services: { [blog]: ['files'] } } }])
  await expect(as(app, owner).people.invite({ email: 'x@example.org', role: 'owner', tenant, rights })).rejects.toThrow('Only members')
})
