import { createTRPCClient, httpLink } from '@trpc/client'
import superjson from 'superjson'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { createTokenInput } from '../../contracts/tokens.ts'
import { apiTokens, events } from '../../db/schema/index.ts'
import type { Caller } from '../caller.ts'
import { type Backend, makeBackend } from '../http/server.ts'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { makeBrowser, password, tokenOf } from '../testing/browser.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant, quiet } from '../testing/site.ts'
import type { AppRouter } from '../trpc/root.ts'

type Wish = Partial<Parameters<typeof createTokenInput.parse>[0] & object>

let clock: number
let backend: ReturnType<typeof testBackend>
let server: Backend
let url: string
let tenant: string
let [shop, blog] = ['', '']
let olga: Caller
beforeEach(async () => {
  clock = 0
  backend = testBackend({ door: new FakeDoor(), now: () => Date.now() + clock })
  const { app } = backend
  server = makeBackend(app)
  url = `http://127.0.0.1:${await server.listen({ address: '127.0.0.1', port: 0 })}`
  tenant = await makeTenant(app)
  shop = await makeSite(app, tenant, 'shop')
  blog = await makeSite(app, tenant, 'blog')
  olga = await person(app, { member: { tenant, role: 'owner' } })
})
afterEach(async () => {
  await server.close(100)
  backend.stop()
})

const all = {
  groups: ['read', 'files', 'power', 'services', 'domains', 'certificates', 'people', 'tenants'] as const,
  tenants: null,
  services: null,
  sources: null,
}
const make = async (wish: Wish = {}, whose = olga): Promise<string> => {
  const { text } = await as(backend.app, whose).tokens.create({ label: 'deploys', days: 30, ...all, groups: [...all.groups], ...wish })
  return text
}
/** A program with a token, coming from this address. */
const program = (text: string, address = '192.0.2.7', more: Record<string, string> = {}) =>
  createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${url}/trpc`,
        transformer: superjson,
        headers: { authorization: `Bearer ${text}`, 'x-forwarded-for': address, ...more },
      }),
    ],
  })
const refused = (code: string) => ({ data: { reeve: { code } } })

test('a token is its person over http, without cookie and origin, and stands in the audit rows by its name', async () => {
  const { app, database } = backend
  const text = await make()
  const { services, auth } = program(text)
  expect(await auth.me.query()).toMatchObject({ person: olga.person })
  await services.wake.mutate({ service: shop })
  expect(database.queries.select().from(events).all().at(-1)).toMatchObject({ what: 'service.wake', person: olga.person })
  expect((await as(app, olga).events.list({ tenant })).events[0]).toMatchObject({ what: 'service.wake', token: 'deploys' })
  expect((await as(app, olga).tokens.list())[0]).toMatchObject({ label: 'deploys', lastAddress: '192.0.2.7', lastUsed: expect.any(Number) })
  await quiet(app)
})

test('the database holds no token that anybody could use', async () => {
  const text = await make()
  const rows = JSON.stringify(backend.database.queries.select().from(apiTokens).all())
  expect(rows).not.toContain(text.slice(6))
  for (const part of [rows.match(/"hash":"([^"]+)"/)?.[1] ?? '', `reeve_${'a'.repeat(43)}`, 'reeve_', ''])
    await expect(program(part).auth.me.query(), part).rejects.toMatchObject(refused('unauthenticated'))
})

test('who brings a token that is none is nobody, whatever cookie comes along', async () => {
  const cookie = (await backend.app.sessions.start(olga.person, { address: '', browser: '' })).split(';')[0] ?? ''
  await expect(program('reeve_no', '192.0.2.7', { cookie }).auth.me.query()).rejects.toMatchObject(refused('unauthenticated'))
  const response = await fetch(`${url}/trpc/auth.me`, { headers: { authorization: 'Basic YTpi', cookie } })
  expect(response.status).toBe(401)
})

test('a token does what it is for and nothing else; what no token does stays with its person', async () => {
  const reads = program(await make({ groups: ['read'] }))
  await expect(reads.services.list.query({})).resolves.toMatchObject({ total: 2 })
  await expect(reads.services.wake.mutate({ service: shop })).rejects.toMatchObject(refused('forbidden'))
  await expect(reads.files.read.query({ service: shop, path: 'a' })).rejects.toMatchObject(refused('forbidden'))
  const everything = program(await make())
  const never = [
    () => everything.tokens.create.mutate({ label: 'more', days: 1, ...all, groups: ['read'] }),
    () => everything.tokens.list.query(),
    () => everything.auth.changePassword.mutate({ current: '', next: 'another long password' }),
    () => everything.auth.totpStart.mutate({}),
    () => everything.auth.sessions.query(),
    () => everything.trust.enrolStart.mutate({ tenant }),
    () => everything.actions.approvalFor.query({ action: '7d9c8c1e-5a0f-4a55-9c5a-0d5f0c1e2a3b' }),
    () => everything.tenants.handOver.mutate({ tenant, to: olga.person }),
  ]
  for (const asked of never) await expect(asked()).rejects.toMatchObject(refused('forbidden'))
})

test('a token asks for what is critical and never approves it', async () => {
  const { services, actions } = program(await make())
  const { action } = await services.delete.mutate({ service: shop })
  expect(await actions.get.query({ action })).toMatchObject({ state: 'awaiting_approval' })
  const approval = { credential: 'k', authenticatorData: 'a', clientDataJSON: 'c', signature: 's' }
  await expect(actions.approve.mutate({ action, approval })).rejects.toMatchObject(refused('forbidden'))
  await expect(actions.cancel.mutate({ action })).rejects.toMatchObject(refused('forbidden'))
})

test('of a token for one service nothing else is there', async () => {
  const { app } = backend
  const { services, overview, tenants, domains } = program(await make({ services: [shop] }))
  expect((await services.list.query({})).items.map(({ id }) => id)).toEqual([shop])
  await expect(services.find.query({ tenantName: 'acme', name: 'shop' })).resolves.toMatchObject({ id: shop })
  await expect(tenants.find.query({ name: 'acme' })).resolves.toMatchObject({ id: tenant })
  for (const asked of [
    () => services.get.query({ service: blog }),
    () => services.wake.mutate({ service: blog }),
    () => overview.get.query({ tenant }),
    () => services.create.mutate({ tenant, kind: 'webserver', name: 'x-y' }),
  ])
    await expect(asked()).rejects.toMatchObject(refused('not_found'))
  await domains.add.mutate({ service: shop, name: 'new.acme.test' })
  await quiet(app)
})

test('of a token for one tenant no other is there, also for an administrator', async () => {
  const { app } = backend
  const other = await makeTenant(app, 'other')
  const anna = await person(app, { administrator: true })
  const { tenants, plans, dashboard, people } = program(await make({ tenants: [tenant] }, anna))
  expect((await tenants.list.query({})).items.map(({ id }) => id)).toEqual([tenant])
  await expect(tenants.suspend.mutate({ tenant: other })).rejects.toMatchObject(refused('not_found'))
  await expect(plans.list.query({})).rejects.toMatchObject(refused('forbidden'))
  await expect(dashboard.get.query()).rejects.toMatchObject(refused('forbidden'))
  await expect(people.invite.mutate({ email: 'x@example.org', role: 'administrator', tenant: null })).rejects.toMatchObject(
    refused('forbidden'),
  )
  await expect(people.list.query({ tenant })).resolves.toBeDefined()
})

test('nobody makes a token for what is not theirs', async () => {
  const other = await makeTenant(backend.app, 'other')
  const foreign = await makeSite(backend.app, other, 'foreign')
  for (const wish of [{ tenants: [other] }, { services: [foreign] }, { tenants: [tenant], services: [foreign] }])
    await expect(make(wish)).rejects.toThrow('not there, or not yours')
  await expect(asRoot(backend.app).tokens.create({ label: 'root', days: 1, ...all, groups: ['read'] })).rejects.toThrow('needs no token')
})

test.each([
  ['192.0.2.7', true],
  ['::ffff:192.0.2.7', true],
  ['198.51.100.1', false],
  ['2001:db8::1', true],
  ['2001:db9::1', false],
])('from %s: %s', async (address, taken) => {
  const { auth } = program(await make({ sources: ['192.0.2.0/24', '2001:db8::/32'] }), address)
  if (taken) await expect(auth.me.query()).resolves.toBeDefined()
  else await expect(auth.me.query()).rejects.toMatchObject(refused('forbidden'))
})

test('it ends by its time, by its owner, by an administrator, by a suspension and by a reset link', async () => {
  const { app } = backend
  const browser = makeBrowser(app)
  const bob = await browser.joinTenant(tenant, 'bob@example.org', 'member')
  const [timed, revoked, taken, others] = [
    await make({ days: 1 }, bob),
    await make({ label: 'first' }, bob),
    await make({ label: 'second' }, bob),
    await make({}, bob),
  ]
  const dead = (text: string) => expect(program(text).auth.me.query()).rejects.toMatchObject(refused('unauthenticated'))
  const known = await as(app, bob).tokens.list()
  const [first, second] = ['first', 'second'].map((label) => known.find((token) => token.label === label))
  await as(app, bob).tokens.revoke({ token: first?.id ?? '' })
  await dead(revoked)
  await expect(as(app, olga).tokens.revoke({ token: second?.id ?? '' })).rejects.toThrow('no such API token')
  const administrator = as(app, await person(app, { administrator: true }))
  expect(await administrator.tokens.ofPerson({ person: bob.person })).toHaveLength(3)
  await administrator.tokens.revokeOf({ person: bob.person, token: second?.id ?? '' })
  await dead(taken)
  await administrator.people.suspend({ person: bob.person })
  expect(await program(others).auth.me.query()).toBeNull()
  await administrator.people.resume({ person: bob.person })
  await expect(program(others).auth.me.query()).resolves.toMatchObject({ person: bob.person })
  clock = 86_400_001
  await dead(timed)
  clock = 0
  const link = await administrator.people.resetLink({ person: bob.person })
  await as(app, null, browser.keep).auth.reset({ token: tokenOf(link.url), password })
  await dead(others)
})

test('it never may more than its person, also when that becomes less', async () => {
  const { app } = backend
  const mia = await person(app, { member: { tenant, role: 'member' } })
  const { services } = program(await make({}, mia))
  await services.wake.mutate({ service: shop })
  await as(app, olga).people.setRights({ tenant, person: mia.person, rights: { all: ['see'], services: {} } })
  await expect(services.wake.mutate({ service: shop })).rejects.toMatchObject(refused('forbidden'))
  await as(app, olga).people.remove({ tenant, person: mia.person })
  await expect(services.wake.mutate({ service: shop })).rejects.toMatchObject(refused('not_found'))
  await quiet(app)
})

test('a session of a while ago makes no token without the password', async () => {
  clock = 11 * 60_000
  await expect(make()).rejects.toMatchObject({ cause: { code: 'password_needed' } })
})

test('one token asks no more than so often a minute, and guesses from one network come to an end', async () => {
  const { app } = backend
  const text = await make()
  for (let index = 0; index < 600; index += 1) app.tokens.read(`Bearer ${text}`, '192.0.2.7')
  expect(() => app.tokens.read(`Bearer ${text}`, '192.0.2.7')).toThrow('at most 600 times')
  clock = 60_000
  expect(() => app.tokens.read(`Bearer ${text}`, '192.0.2.7')).not.toThrow()
  for (let index = 0; index < 60; index += 1) expect(() => app.tokens.read('Bearer x', '198.51.100.9')).toThrow('unknown')
  expect(() => app.tokens.read('Bearer x', '198.51.100.9')).toThrow('Too many')
  expect(() => app.tokens.read(`Bearer ${text}`, '198.51.100.9')).not.toThrow()
})

test('an archive is uploaded and deployed with a token for files, without an origin', async () => {
  const { app } = backend
  const put = (text: string) =>
    fetch(`${url}/uploads?service=${shop}&format=zip`, { method: 'PUT', headers: { authorization: `Bearer ${text}` }, body: 'PK' })
  expect((await put(await make({ groups: ['read'] }))).status).toBe(403)
  expect((await put('reeve_no')).status).toBe(401)
  const text = await make({ groups: ['files'] })
  const { upload } = (await (await put(text)).json()) as { upload: string }
  await program(text).files.deploy.mutate({ service: shop, upload })
  await quiet(app)
})
