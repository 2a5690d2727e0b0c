import { eq } from 'drizzle-orm'
import { TOTP } from 'otpauth'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../contracts/ids.ts'
import { passkeys } from '../../db/schema/index.ts'
import type { Caller } from '../caller.ts'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { makeBrowser, password, tokenOf } from '../testing/browser.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeTenant } from '../testing/site.ts'
import { copyTrust } from '../trust/copy.ts'

const email = 'bob@example.org'
let clock: number
let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let browser: ReturnType<typeof makeBrowser>
let administrator: Caller
let tenant: string
let bob: Caller

beforeEach(async () => {
  clock = 0
  door = new FakeDoor()
  backend = testBackend({ door, now: () => Date.now() + clock })
  browser = makeBrowser(backend.app)
  administrator = await person(backend.app, { administrator: true })
  tenant = await makeTenant(backend.app)
  bob = await browser.joinTenant(tenant, email)
})
afterEach(() => backend.stop())

const stranger = () => as(backend.app, null, browser.keep).auth
const signIn = (word: string) => stranger().signIn({ email, password: word })

test('a reset link sets a new password once, and takes the second factor and all sessions away', async () => {
  const { app } = backend
  const { uri } = await as(app, bob).auth.totpStart()
  const codes = new TOTP({ secret: /secret=([^&]+)/.exec(uri)?.[1] ?? '' })
  await as(app, bob).auth.totpConfirm({ code: codes.generate({ timestamp: Date.now() + clock }) })
  const { url } = await as(app, administrator).people.resetLink({ person: bob.person })
  const token = tokenOf(url)
  expect(url).toContain('/reset#token=')
  expect(await stranger().resetInfo({ token })).toEqual({ name: 'bob', email })
  expect(await signIn(password)).toEqual({ state: 'code_needed' })
  await stranger().reset({ token, password: 'a new long password' })
  expect(await browser.caller()).toBeNull()
  expect(app.sessions.list(bob.person, null)).toEqual([])
  await expect(signIn(password)).rejects.toThrow('is wrong')
  expect(await signIn('a new long password')).toEqual({ state: 'signed_in' })
  await expect(stranger().reset({ token, password: 'another password' })).rejects.toThrow('does not work any more')
  expect(await signIn('a new long password')).toEqual({ state: 'signed_in' })
})

test('a reset link takes passkeys away too: whoever had the account may have made them', async () => {
  const { app, database } = backend
  database.queries
    .insert(passkeys)
    .values({ id: 'theirs', person: bob.person, label: 'Theirs', publicKey: 'key', counter: 0, createdAt: 0 })
    .run()
  const { url } = await as(app, administrator).people.resetLink({ person: bob.person })
  await stranger().reset({ token: tokenOf(url), password: 'a new long password' })
  expect(database.queries.select().from(passkeys).where(eq(passkeys.person, bob.person)).all()).toEqual([])
})

test('a reset link is over once its owner has changed the password', async () => {
  const { app } = backend
  const { url } = await as(app, administrator).people.resetLink({ person: bob.person })
  await as(app, bob).auth.changePassword({ current: password, next: 'a new long password' })
  await expect(stranger().resetInfo({ token: tokenOf(url) })).rejects.toThrow('does not work any more')
})

test('a reset link ends after a day, and when a newer one is made', async () => {
  const make = () => as(backend.app, administrator).people.resetLink({ person: bob.person })
  const [older, newer] = [await make(), await make()]
  await expect(stranger().resetInfo({ token: tokenOf(older.url) })).rejects.toThrow('does not work any more')
  await expect(stranger().resetInfo({ token: tokenOf(newer.url) })).resolves.toBeDefined()
  clock = 24 * 3_600_000
  await expect(stranger().reset({ token: tokenOf(newer.url), password })).rejects.toThrow('does not work any more')
})

test('only root makes a link for an administrator: a session of one opens no account of another', async () => {
  const other = await person(backend.app, { administrator: true })
  const { people } = as(backend.app, administrator)
  await expect(people.resetLink({ person: other.person })).rejects.toMatchObject({ cause: { code: 'forbidden' } })
  await expect(asRoot(backend.app).people.resetLink({ person: other.person })).resolves.toBeDefined()
})

test('a link from before somebody became an administrator opens the administrator’s account no more', async () => {
  const { app } = backend
  const { url } = await as(app, administrator).people.resetLink({ person: bob.person })
  const { link, action } = await asRoot(app).people.invite({ email, role: 'administrator', tenant: null })
  const approval = { credential: 'k', authenticatorData: '', clientDataJSON: '', signature: '' }
  await asRoot(app).actions.approve({ action: action ?? '', approval })
  await app.dispatcher.ended(action ?? '', 20_000)
  expect(await browser.join(tokenOf(link.url), email)).toMatchObject({ administrator: true })
  await expect(stranger().reset({ token: tokenOf(url), password })).rejects.toThrow('does not work any more')
})

test('administrators see where somebody is signed in, and end one session of that person', async () => {
  const { app } = backend
  const { people } = as(app, administrator)
  await signIn(password)
  await signIn(password)
  const [first, second, ...more] = await people.sessions({ person: bob.person })
  expect(more).toHaveLength(1)
  await people.endSession({ person: bob.person, session: second?.id ?? '' })
  expect((await people.sessions({ person: bob.person })).map(({ id }) => id)).toEqual([first?.id, more[0]?.id])
  const others = people.endSession({ person: administrator.person, session: first?.id ?? '' })
  await expect(others).rejects.toThrow('There is no such session')
})

test('whoever is trusted with approvals of a tenant stays its owner until the key is revoked', async () => {
  const { app } = backend
  const owner = await person(app, { member: { tenant, role: 'owner' } })
  await person(app, { member: { tenant, role: 'owner' } })
  const key = { id: newId('k'), person: owner.person, personName: 'o', label: 'blue', tenant, credential: 'c', createdAt: 0 }
  door.keys.push(key)
  await copyTrust(app)
  const { people } = as(app, administrator)
  const of = { tenant, person: owner.person }
  for (const leaving of [() => people.setRole({ ...of, role: 'member' }), () => people.remove(of)])
    await expect(leaving()).rejects.toThrow('The keep trusts the key blue of this person')
  door.keys.splice(0)
  await copyTrust(app)
  await people.setRole({ ...of, role: 'member' })
  await people.remove(of)
})

test('a link that was made before what was said last gives nothing back', async () => {
  const { app } = backend
  const { people } = as(app, administrator)
  await browser.joinTenant(tenant, 'eve@example.org')
  const invited = async (address: string) => tokenOf((await people.invite({ email: address, role: 'owner', tenant })).link.url)
  const join = (token: string, address: string) => as(app, null, browser.keep).setup.join({ token, name: 'A', email: address, password })
  const [older, newer] = [await invited('carl@example.org'), await invited('carl@example.org')]
  await expect(join(older, 'carl@example.org')).rejects.toMatchObject({ message: expect.stringContaining('does not work any more') })
  const { person: carl } = await join(newer, 'carl@example.org')
  await people.remove({ tenant, person: carl })
  const again = await invited('carl@example.org')
  await people.remove({ tenant, person: bob.person })
  const late = await invited(email)
  await join(again, 'carl@example.org')
  await expect(join(again, 'carl@example.org')).rejects.toThrow('does not work any more')
  await join(late, email)
  expect((await people.list({ tenant })).items.map(({ email: address }) => address).sort()).toEqual([
    email,
    'carl@example.org',
    'eve@example.org',
  ])
})

test('an account goes when it administers nothing, belongs nowhere and approves nothing; then its address is free', async () => {
  const { app } = backend
  const { people } = as(app, administrator)
  const gone = () => people.delete({ person: bob.person })
  await expect(people.delete({ person: administrator.person })).rejects.toThrow('Remove the administrator first')
  await expect(gone()).rejects.toThrow('Take the person out of all tenants first')
  await browser.joinTenant(tenant, 'eve@example.org')
  await people.remove({ tenant, person: bob.person })
  const key = { id: 'kaaaaaaaaaaaa', person: bob.person, personName: 'bob', label: 'key', tenant, credential: 'c', createdAt: 0 }
  door.keys.push(key)
  await copyTrust(app)
  await expect(gone()).rejects.toThrow('Revoke it first')
  door.keys.splice(0)
  await copyTrust(app)
  await signIn(password)
  const { link } = await people.invite({ email, role: 'owner', tenant })
  await gone()
  expect(await browser.caller()).toBeNull()
  await expect(browser.join(tokenOf(link.url), email)).rejects.toThrow('does not work any more')
  await expect(signIn(password)).rejects.toThrow('is wrong')
  await expect(gone()).rejects.toThrow('no such person')
  const again = await browser.joinTenant(tenant, email)
  expect(again.person).not.toBe(bob.person)
})
