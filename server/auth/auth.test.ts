import { TOTP } from 'otpauth'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sessions } from '../../db/schema/index.ts'
import type { Caller } from '../caller.ts'
import { as, asRoot, testBackend } from '../testing/backend.ts'
import { makeBrowser, password, tokenOf } from '../testing/browser.ts'
import type { FakeDoor } from '../testing/fake-door.ts'
import { assertion, newKey, registration } from '../testing/passkey.ts'
import { approve, makeTenant } from '../testing/site.ts'

const email = 'ada@example.org'
let backend: ReturnType<typeof testBackend>
let clock = 0
let browser: ReturnType<typeof makeBrowser>
const keep = { setCookie: (cookie: string) => browser.keep.setCookie(cookie) }

beforeEach(() => {
  clock = 0
  backend = testBackend({ now: () => Date.now() + clock })
  browser = makeBrowser(backend.app)
})
afterEach(() => backend.stop())

const cookie = (): string => browser.cookie()
const callerBy = (header: string): Promise<Caller | null> => browser.caller(header)

async function firstAdministrator(): Promise<Caller> {
  const { url } = await asRoot(backend.app).setup.enrolmentLink()
  return browser.join(tokenOf(url), email)
}

test('the link of the terminal makes the first administrator, once', async () => {
  const { app } = backend
  const { url } = await asRoot(app).setup.enrolmentLink()
  expect(await as(app, null).setup.state()).toEqual({ joined: false })
  expect(await as(app, null).setup.inviteInfo({ token: tokenOf(url) })).toMatchObject({ role: 'administrator', first: true, email: null })
  const join = () => as(app, null, keep).setup.join({ token: tokenOf(url), name: 'Ada', email, password })
  await join()
  expect(await callerBy(cookie())).toMatchObject({ name: 'Ada', administrator: true })
  await expect(join()).rejects.toThrow('This link does not work any more')
  expect(await as(app, null).setup.state()).toEqual({ joined: true })
  // Whoever comes later becomes one by an approved action: else the keep would not know them.
  await expect(asRoot(app).setup.enrolmentLink()).rejects.toThrow('There is an administrator already')
})

test('a link that a newer one replaced, or whose day is over, does nothing', async () => {
  const { app } = backend
  const first = await asRoot(app).setup.enrolmentLink()
  const second = await asRoot(app).setup.enrolmentLink()
  await expect(as(app, null).setup.inviteInfo({ token: tokenOf(first.url) })).rejects.toThrow('does not work any more')
  clock = 25 * 3_600_000
  await expect(as(app, null).setup.inviteInfo({ token: tokenOf(second.url) })).rejects.toThrow('does not work any more')
})

test('the table holds neither the token of the cookie nor anything that signs in', async () => {
  await firstAdministrator()
  const token = cookie().split('=')[1] ?? ''
  const [row] = backend.database.queries.select().from(sessions).all()
  expect(token.length).toBeGreaterThan(30)
  expect(JSON.stringify(row)).not.toContain(token)
  expect(await callerBy(`reeve=${row?.id}`)).toBeNull()
  expect(browser.cookies()[0]).toMatch(/^reeve=[^;]+; HttpOnly; Max-Age=\d+; Path=\/; SameSite=Strict$/)
})

test('signing in: right, wrong and unknown; wrong and unknown say the same', async () => {
  const { app } = backend
  await firstAdministrator()
  const signIn = (who: string, word: string) => as(app, null, keep).auth.signIn({ email: who, password: word })
  expect(await signIn(' ADA@example.org ', password)).toEqual({ state: 'signed_in' })
  const messages = await Promise.all(
    [signIn(email, 'wrong'), signIn('nobody@example.org', password)].map((p) => p.catch((e: Error) => e.message)),
  )
  expect(messages[0]).toBe('The e-mail address, the password or the code is wrong.')
  expect(messages[1]).toBe(messages[0])
})

test('ten wrong passwords close the account for the address, for a quarter of an hour', async () => {
  const { app } = backend
  await firstAdministrator()
  const signIn = (word: string, address = '192.0.2.7') => as(app, null, { ...keep, address }).auth.signIn({ email, password: word })
  for (let i = 0; i < 10; i++) await expect(signIn('wrong')).rejects.toThrow('is wrong')
  await expect(signIn(password)).rejects.toThrow('Too many failed attempts. Try again in 15 minutes.')
  expect(await signIn(password, '192.0.2.8')).toEqual({ state: 'signed_in' })
  clock = 16 * 60_000
  expect(await signIn(password)).toEqual({ state: 'signed_in' })
})

test('of many guesses at once no more are looked at than of guesses one by one', async () => {
  const { app } = backend
  await firstAdministrator()
  const guess = (address: string) =>
    as(app, null, { address })
      .auth.signIn({ email, password: 'wrong' })
      .then(
        () => 'in',
        (error: Error) => (error.message.includes('is wrong') ? 'looked at' : 'refused'),
      )
  const count = (answers: string[]) => answers.filter((answer) => answer === 'looked at').length
  expect(count(await Promise.all(Array.from({ length: 50 }, () => guess('192.0.2.7'))))).toBe(10)
  const networks = Array.from({ length: 30 }, (_, at) => `198.51.100.${at}`)
  let anywhere = 10
  for (const address of networks) anywhere += count(await Promise.all(Array.from({ length: 10 }, () => guess(address))))
  expect(anywhere).toBe(100)
})

test('strangers who guess from everywhere keep nobody out where they were before, nor whoever has a passkey', async () => {
  const { app } = backend
  const ada = await firstAdministrator()
  const key = await newKey()
  const { challenge } = await as(app, ada).auth.passkeyRegisterStart()
  await as(app, ada).auth.passkeyRegisterFinish({ label: 'laptop', response: registration(key, challenge) })
  const signIn = (word: string, address: string) => as(app, null, { address }).auth.signIn({ email, password: word })
  for (let i = 0; i < 100; i++) await expect(signIn('wrong', `198.51.100.${Math.floor(i / 10)}`)).rejects.toThrow('is wrong')
  await expect(signIn(password, '203.0.113.1')).rejects.toThrow('Too many failed attempts')
  expect(await signIn(password, '192.0.2.1')).toEqual({ state: 'signed_in' })
  const flooded = '198.51.100.1'
  const { ceremony, options } = await as(app, null, { address: flooded }).auth.passkeyStart()
  const response = assertion(key, options.challenge)
  expect(await as(app, null, { address: flooded }).auth.passkeyFinish({ ceremony, response })).toEqual({ state: 'signed_in' })
})

test('a right password is no attempt: signing in again and again closes nothing', async () => {
  const { app } = backend
  await firstAdministrator()
  for (let i = 0; i < 45; i++) await as(app, null, keep).auth.signIn({ email, password })
})

test('an invitation to somebody else’s address is no way to guess their password', async () => {
  const { app } = backend
  await firstAdministrator()
  const acme = await makeTenant(app)
  const { link } = await asRoot(app).people.invite({ email, role: 'member', tenant: acme })
  const join = (word: string) => as(app, null, keep).setup.join({ token: tokenOf(link.url), name: 'Eve', email, password: word })
  for (let i = 0; i < 10; i++) await expect(join('wrong password')).rejects.toThrow('not its password')
  await expect(join('wrong password')).rejects.toMatchObject({ cause: { code: 'rate_limited' } })
  await expect(as(app, null, keep).auth.signIn({ email, password })).rejects.toThrow('Too many failed attempts')
})

test('with TOTP the password alone opens nothing, and a code works once', async () => {
  const { app } = backend
  const ada = await firstAdministrator()
  const { uri } = await as(app, ada).auth.totpStart()
  const generator = new TOTP({ secret: /secret=([^&]+)/.exec(uri)?.[1] ?? '' })
  const code = () => generator.generate({ timestamp: Date.now() + clock })
  await expect(as(app, ada).auth.totpConfirm({ code: '000000' })).rejects.toThrow('The code is wrong')
  await as(app, ada).auth.totpConfirm({ code: code() })
  const signIn = (given?: string) => as(app, null, keep).auth.signIn({ email, password, ...(given === undefined ? {} : { code: given }) })
  expect(await signIn()).toEqual({ state: 'code_needed' })
  await expect(signIn(code())).rejects.toThrow('is wrong')
  clock = 60_000
  const fresh = code()
  expect(await signIn(fresh)).toEqual({ state: 'signed_in' })
  await expect(signIn(fresh)).rejects.toThrow('is wrong')
  await as(app, ada).auth.totpRemove({ password })
  expect(await signIn()).toEqual({ state: 'signed_in' })
})

test('a passkey signs in, only with its own challenge, and only while it is registered', async () => {
  const { app } = backend
  const ada = await firstAdministrator()
  const key = await newKey()
  const { challenge } = await as(app, ada).auth.passkeyRegisterStart()
  await as(app, ada).auth.passkeyRegisterFinish({ label: 'laptop', response: registration(key, challenge) })
  expect(await as(app, ada).auth.passkeys()).toMatchObject([{ label: 'laptop', lastUsed: null }])
  const { ceremony, options } = await as(app, null).auth.passkeyStart()
  const response = assertion(key, options.challenge)
  browser.forget()
  expect(await as(app, null, keep).auth.passkeyFinish({ ceremony, response })).toEqual({ state: 'signed_in' })
  expect(await callerBy(cookie())).toMatchObject({ name: 'ada' })
  await expect(as(app, null).auth.passkeyFinish({ ceremony, response })).rejects.toThrow('does not open an account')
  await as(app, ada).auth.passkeyRemove({ passkey: key.credential })
  const again = await as(app, null).auth.passkeyStart()
  const late = { ceremony: again.ceremony, response: assertion(key, again.options.challenge) }
  await expect(as(app, null).auth.passkeyFinish(late)).rejects.toThrow('does not open an account')
})

test('a session that was taken over makes no key: after ten minutes that needs the password', async () => {
  const { app } = backend
  const ada = await firstAdministrator()
  const asks: ((given?: string) => Promise<unknown>)[] = [
    (given) => as(app, ada).auth.passkeyRegisterStart({ password: given }),
    (given) => as(app, ada).trust.enrolStart({ tenant: null, password: given }),
    (given) => as(app, ada).auth.totpStart({ password: given }),
  ]
  clock = 9 * 60_000
  for (const ask of asks) await expect(ask()).resolves.toBeDefined()
  clock = 11 * 60_000
  for (const ask of asks) {
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'password_needed' } })
    await expect(ask('not the password')).rejects.toThrow('The password is wrong')
    await expect(ask(password)).resolves.toBeDefined()
  }
})

test('sessions end one by one, all others with a new password, and all with a suspension', async () => {
  const { app } = backend
  const ada = await firstAdministrator()
  const first = cookie()
  const signIn = async () => {
    await as(app, null, keep).auth.signIn({ email, password })
    return cookie()
  }
  const [second, third] = [await signIn(), await signIn()]
  const list = await as(app, ada).auth.sessions()
  expect(list).toHaveLength(3)
  expect(list.filter(({ current }) => current)).toHaveLength(1)
  const other = (await callerBy(second))?.session ?? ''
  await as(app, ada).auth.revokeSession({ session: other })
  expect(await callerBy(second)).toBeNull()
  await as(app, ada).auth.changePassword({ current: password, next: 'another long password' })
  expect(await callerBy(third)).toBeNull()
  expect(await callerBy(first)).not.toBeNull()
  await asRoot(app).people.suspend({ person: ada.person })
  expect(await callerBy(first)).toBeNull()
  await expect(as(app, null).auth.signIn({ email, password: 'another long password' })).rejects.toThrow('This account is suspended')
})

const hour = 3_600_000
const day = 24 * hour

test('an administrator is signed out after two hours without use, and after twelve in any case', async () => {
  const { app } = backend
  const ada = await firstAdministrator()
  const first = cookie()
  clock = 2 * hour
  expect(await callerBy(first)).toBeNull()
  await as(app, null, keep).auth.signIn({ email, password })
  const second = cookie()
  for (let used = 1; used < 12; used++) {
    clock = (2 + used) * hour
    expect(await callerBy(second), `after ${used} hours`).not.toBeNull()
  }
  clock = 14 * hour
  expect(await callerBy(second)).toBeNull()
  expect(app.sessions.list(ada.person, null)).toEqual([])
})

test('everybody else after a week without use, and after thirty days in any case; the cookie itself outlives that', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  await browser.joinTenant(tenant, 'bob@example.org')
  const header = cookie()
  expect(Number(/Max-Age=(\d+)/.exec(browser.cookies()[0] ?? '')?.[1])).toBeGreaterThan((30 * day) / 1000)
  for (let used = 1; used < 5; used++) {
    clock = used * 6 * day
    expect(await callerBy(header), `after ${used * 6} days`).not.toBeNull()
  }
  clock = 30 * day
  expect(await callerBy(header)).toBeNull()
  await as(app, null, keep).auth.signIn({ email: 'bob@example.org', password })
  clock += 7 * day
  expect(await callerBy(cookie())).toBeNull()
})

test('an invitation makes an owner, for its address alone; who has an account joins with its password', async () => {
  const { app } = backend
  await firstAdministrator()
  const [acme, other] = [await makeTenant(app), await makeTenant(app, 'other')]
  const invited = await asRoot(app).people.invite({ email: 'bob@example.org', role: 'owner', tenant: acme })
  const token = tokenOf(invited.link.url)
  expect(await as(app, null).setup.inviteInfo({ token })).toMatchObject({
    role: 'owner',
    email: 'bob@example.org',
    tenantTitle: 'acme',
    known: false,
  })
  const join = (word: string, who = 'bob@example.org', by = token) =>
    as(app, null, keep).setup.join({ token: by, name: 'Bob', email: who, password: word })
  await expect(join(password, 'eve@example.org')).rejects.toThrow('This invitation is for bob@example.org')
  await join(password)
  const bob = await callerBy(cookie())
  expect(bob?.memberships.get(acme)).toBe('owner')
  const again = await asRoot(app).people.invite({ email: 'bob@example.org', role: 'member', tenant: other })
  await expect(join('not his password!', 'bob@example.org', tokenOf(again.link.url))).rejects.toThrow('this is not its password')
  await join(password, 'bob@example.org', tokenOf(again.link.url))
  expect((await callerBy(cookie()))?.memberships.size).toBe(2)
  expect((await asRoot(app).people.invitations({})).total).toBe(0)
})

test('another administrator joins only after the critical action is approved', async () => {
  const { app } = backend
  await firstAdministrator()
  const { link, action } = await asRoot(app).people.invite({ email: 'cy@example.org', role: 'administrator', tenant: null })
  const join = () => as(app, null, keep).setup.join({ token: tokenOf(link.url), name: 'Cy', email: 'cy@example.org', password })
  await expect(join()).rejects.toThrow('waits for an approval')
  const approval = { credential: 'k', authenticatorData: '', clientDataJSON: '', signature: '' }
  await asRoot(app).actions.approve({ action: action ?? '', approval })
  await app.dispatcher.ended(action ?? '', 20_000)
  await join()
  expect(await callerBy(cookie())).toMatchObject({ administrator: true })
})

test('an administrator whose approval was refused or ran out keeps the link: the action tried again makes it work', async () => {
  const { app } = backend
  await firstAdministrator()
  const door = app.door as FakeDoor
  const { link, action } = await asRoot(app).people.invite({ email: 'cy@example.org', role: 'administrator', tenant: null })
  const join = () => as(app, null, keep).setup.join({ token: tokenOf(link.url), name: 'Cy', email: 'cy@example.org', password })
  door.fail = ({ name }) => (name === 'administrator.add' ? { code: 'approval_invalid', refused: true } : undefined)
  await approve(app, action ?? '')
  door.fail = () => undefined
  const again = await asRoot(app).actions.retry({ action: action ?? '' })
  await expect(join()).rejects.toThrow('waits for an approval')
  await approve(app, again.action)
  await join()
  expect(await callerBy(cookie())).toMatchObject({ administrator: true })
  await expect(asRoot(app).actions.retry({ action: action ?? '' })).rejects.toThrow(
    'The approval of this invitation was asked for anew already',
  )
})

test('an account that an owner made for somebody else’s address never becomes an administrator by itself', async () => {
  const { app } = backend
  await firstAdministrator()
  const acme = await makeTenant(app)
  const asked = await asRoot(app).people.invite({ email: 'cy@example.org', role: 'owner', tenant: acme })
  const invited = await asRoot(app).people.invite({ email: 'cy@example.org', role: 'administrator', tenant: null })
  // Who holds the owner's link was quicker than the one for whom the other link is.
  await as(app, null, keep).setup.join({ token: tokenOf(asked.link.url), name: 'Not Cy', email: 'cy@example.org', password })
  const impostor = cookie()
  const approval = { credential: 'k', authenticatorData: '', clientDataJSON: '', signature: '' }
  await asRoot(app).actions.approve({ action: invited.action ?? '', approval })
  await app.dispatcher.ended(invited.action ?? '', 20_000)
  expect(await callerBy(impostor)).toMatchObject({ administrator: false })
  // The same person as far as the keep is asked: what it was told is the id that the account got.
  const added = (app.door as FakeDoor).done.find(({ name }) => name === 'administrator.add')
  expect((await callerBy(impostor))?.person).toBe(added?.input.person)
  const join = { token: tokenOf(invited.link.url), name: 'Cy', email: 'cy@example.org', password: 'another password 1' }
  await expect(as(app, null, keep).setup.join(join)).rejects.toThrow('not its password')
})

test('an owner cannot make administrators or reach into other tenants by inviting', async () => {
  const { app } = backend
  const [acme, other] = [await makeTenant(app), await makeTenant(app, 'other')]
  const { link } = await asRoot(app).people.invite({ email: 'bob@example.org', role: 'owner', tenant: acme })
  await as(app, null, keep).setup.join({ token: tokenOf(link.url), name: 'Bob', email: 'bob@example.org', password })
  const bob = await callerBy(cookie())
  const invite = (role: 'administrator' | 'owner', tenant: string | null) =>
    as(app, bob).people.invite({ email: 'x@example.org', role, tenant })
  await expect(invite('administrator', null)).rejects.toThrow('Your role may not do this')
  await expect(invite('administrator', acme)).rejects.toThrow('all others to none')
  await expect(invite('owner', other)).rejects.toThrow('There is no such thing')
  await expect(as(app, bob).people.remove({ tenant: acme, person: bob?.person ?? '' })).rejects.toThrow('the last owner')
})
