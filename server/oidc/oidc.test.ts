import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { seal } from '../../contracts/seal.ts'
import { events, identities, people, sessions, settings } from '../../db/schema/index.ts'
import type { Caller } from '../caller.ts'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { makeBrowser, password, tokenOf } from '../testing/browser.ts'
import { issuer, startSignInServer } from '../testing/sign-in-server.ts'
import { makeBox } from './box.ts'

let provider: Awaited<ReturnType<typeof startSignInServer>>
let backend: ReturnType<typeof testBackend>
let browser: ReturnType<typeof makeBrowser>
let clock = 0
let administrator: Caller

beforeAll(async () => {
  provider = await startSignInServer()
})
afterAll(() => provider.stop())

beforeEach(async () => {
  clock = 0
  provider.fail({})
  backend = testBackend({ now: () => Date.now() + clock, fetch: provider.fetch })
  browser = makeBrowser(backend.app)
  const { url } = await asRoot(backend.app).setup.enrolmentLink()
  administrator = await browser.join(tokenOf(url), 'ada@example.org')
})
afterEach(() => backend.stop())

const sealed = (secret = provider.secret, key = backend.app.oidc.box.publicKey) => seal(key, secret)
const configure = async (changes: object = {}) =>
  as(backend.app, administrator).oidc.setSettings({
    ...{ label: 'Example', issuer, clientId: provider.clientId, sealedSecret: await sealed(), ...changes },
  })

async function link(who: Caller, subject: string): Promise<void> {
  const { url, ticket } = await as(backend.app, who).oidc.startLink({})
  expect(await as(backend.app, who).oidc.finish({ ticket, query: provider.visit(url, subject) })).toEqual({ done: 'linked' })
}
const visitor = () => as(backend.app, null, browser.keep)
async function signIn(subject: string, email?: string) {
  const { url, ticket } = await visitor().oidc.startSignIn()
  return visitor().oidc.finish({ ticket, query: provider.visit(url, subject, email) })
}
const linked = () => backend.database.queries.select().from(identities).all()

test('a person links the account and then signs in by it', async () => {
  await configure()
  expect(await visitor().oidc.offered()).toEqual({ label: 'Example' })
  await link(administrator, 'sub-ada')
  browser.forget()
  clock = 60_000
  expect(await signIn('sub-ada')).toEqual({ done: 'signed_in' })
  expect(await browser.caller()).toMatchObject({ person: administrator.person, administrator: true })
  expect(await as(backend.app, administrator).oidc.identities()).toMatchObject(
    [{ issuer, subject: 'sub-ada', shown: 'sub-ada@example.org', lastUsed: backend.app.now() as unknown }].map(
      ({ lastUsed: _, ...rest }) => rest,
    ),
  )
  const what = backend.database.queries.select({ what: events.what }).from(events).all()
  expect(what.map((event) => event.what)).toEqual(expect.arrayContaining(['oidc.set', 'identity.link']))
})

test('what goes to the provider: PKCE, state and nonce that are new each time, and the address that it sends back to', async () => {
  await configure()
  const [one, two] = [await visitor().oidc.startSignIn(), await visitor().oidc.startSignIn()]
  const of = ({ url }: { url: string }) => Object.fromEntries(new URL(url).searchParams)
  expect(of(one)).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    redirect_uri: 'http://localhost:8090/sign-in/return',
    scope: 'openid email',
  })
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(of(one)[name]?.length).toBeGreaterThan(30)
    expect(of(one)[name]).not.toBe(of(two)[name])
  }
  // The ticket stays with the browser: whoever sees the address cannot finish.
  expect(one.url).not.toContain(one.ticket)
})

test('the mail that a provider tells makes nobody anybody', async () => {
  await configure()
  await link(administrator, 'sub-ada')
  browser.forget()
  await expect(signIn('stranger', 'ada@example.org')).rejects.toThrow('linked with nobody here')
  expect(browser.cookies()).toEqual([])
  expect(linked()).toHaveLength(1)
})

test('a token that the provider did not make for this browser now signs nobody in', async () => {
  await configure()
  await link(administrator, 'sub-ada')
  browser.forget()
  const seconds = Math.floor(Date.now() / 1000)
  const faults = [
    { claims: { nonce: 'another' } },
    { claims: { nonce: undefined } },
    { claims: { iss: 'https://other.test' } },
    { claims: { aud: 'another-client' } },
    { claims: { aud: ['reeve', 'another-client'], azp: 'another-client' } },
    { claims: { exp: seconds - 3600, iat: seconds - 7200 } },
    { claims: { sub: undefined } },
    { forge: true },
  ] as Parameters<typeof provider.fail>[0][]
  for (const fault of faults) {
    provider.fail(fault)
    await expect(signIn('sub-ada'), JSON.stringify(fault)).rejects.toThrow('did not confirm who you are')
  }
  expect(browser.cookies()).toEqual([])
  provider.fail({})
  expect(await signIn('sub-ada')).toEqual({ done: 'signed_in' })
})

test('a ticket works once, for its own answer, for ten minutes', async () => {
  await configure()
  await link(administrator, 'sub-ada')
  browser.forget()
  const [mine, other] = [await visitor().oidc.startSignIn(), await visitor().oidc.startSignIn()]
  const answers = { mine: provider.visit(mine.url, 'sub-ada'), other: provider.visit(other.url, 'sub-ada') }
  const finish = (ticket: string, query: string) => visitor().oidc.finish({ ticket, query })
  await expect(finish('made-up', answers.mine)).rejects.toThrow('not begun here')
  await expect(finish(mine.ticket, answers.other)).rejects.toThrow('did not confirm')
  await expect(finish(mine.ticket, answers.mine)).rejects.toThrow('not begun here')
  clock = 11 * 60_000
  await expect(finish(other.ticket, answers.other)).rejects.toThrow('not begun here')
  const again = await visitor().oidc.startSignIn()
  await expect(finish(again.ticket, `?error=access_denied&state=${new URL(again.url).searchParams.get('state')}`)).rejects.toThrow(
    'did not confirm',
  )
  expect(browser.cookies()).toEqual([])
})

test('a link is made by the person who asked for it, while signed in, and takes nothing from another', async () => {
  await configure()
  const other = await person(backend.app)
  const begun = await as(backend.app, administrator).oidc.startLink({})
  const answer = { ticket: begun.ticket, query: provider.visit(begun.url, 'sub-ada') }
  await expect(as(backend.app, other).oidc.finish(answer)).rejects.toThrow('Your session ended meanwhile')
  const signedOut = await as(backend.app, administrator).oidc.startLink({})
  await expect(visitor().oidc.finish({ ticket: signedOut.ticket, query: provider.visit(signedOut.url, 'sub-ada') })).rejects.toThrow(
    'Your session ended meanwhile',
  )
  expect(linked()).toEqual([])
  await link(administrator, 'sub-ada')
  await link(administrator, 'sub-ada')
  await expect(link(other, 'sub-ada')).rejects.toThrow('linked with somebody else')
  expect(linked()).toMatchObject([{ person: administrator.person, subject: 'sub-ada' }])
})

test('an old session links only with the password', async () => {
  await configure()
  clock = 11 * 60_000
  const api = as(backend.app, administrator)
  await expect(api.oidc.startLink({})).rejects.toThrow('Write your password')
  await expect(api.oidc.startLink({ password: 'wrong' })).rejects.toThrow()
  expect(await api.oidc.startLink({ password })).toMatchObject({ ticket: expect.any(String) as string })
})

test('unlinking, suspension and a reset link close the way in', async () => {
  await configure()
  const other = await person(backend.app)
  await link(other, 'sub-other')
  await expect(as(backend.app, administrator).oidc.unlink({ issuer, subject: 'sub-other' })).rejects.toThrow('no such link')
  backend.database.queries.update(people).set({ suspended: true }).where(eq(people.id, other.person)).run()
  await expect(signIn('sub-other')).rejects.toThrow('suspended')
  backend.database.queries.update(people).set({ suspended: false }).where(eq(people.id, other.person)).run()
  expect(await signIn('sub-other')).toEqual({ done: 'signed_in' })
  await as(backend.app, other).oidc.unlink({ issuer, subject: 'sub-other' })
  await expect(signIn('sub-other')).rejects.toThrow('linked with nobody')
  await link(other, 'sub-other')
  const { url } = await as(backend.app, administrator).people.resetLink({ person: other.person })
  await as(backend.app, null).auth.reset({ token: tokenOf(url), password: 'another long password' })
  expect(linked()).toEqual([])
})

test('nothing is offered without settings, and removing them removes every link', async () => {
  expect(await visitor().oidc.offered()).toBeNull()
  await expect(visitor().oidc.startSignIn()).rejects.toThrow('Nobody signs in elsewhere')
  await configure()
  await link(administrator, 'sub-ada')
  await as(backend.app, administrator).oidc.removeSettings()
  expect(await visitor().oidc.offered()).toBeNull()
  expect(linked()).toEqual([])
})

test('the secret is stored sealed, shown to nobody, and stays when it is not written again', async () => {
  await configure()
  const api = as(backend.app, administrator)
  const row = () => JSON.stringify(backend.database.queries.select().from(settings).where(eq(settings.key, 'oidc')).get())
  const before = row()
  expect(before).not.toContain(provider.secret)
  const shown = await api.oidc.settings()
  expect(shown).toMatchObject({ on: true, label: 'Example', issuer, clientId: 'reeve', returnUrl: 'http://localhost:8090/sign-in/return' })
  expect(JSON.stringify(shown)).not.toContain((JSON.parse(before) as { value: { sealedSecret: string } }).value.sealedSecret)
  await api.oidc.setSettings({ label: 'Renamed', issuer, clientId: provider.clientId })
  await link(administrator, 'sub-ada')
  // The secret of one provider is never sent to another.
  await expect(api.oidc.setSettings({ label: 'Other', issuer: 'https://other.test', clientId: 'x' })).rejects.toThrow('Write the secret')
  const foreign = await sealed('x', makeBox('another key').publicKey)
  await expect(configure({ sealedSecret: foreign })).rejects.toThrow('not sealed for this backend')
  expect(JSON.stringify(backend.database.queries.select().from(events).all())).not.toContain(provider.secret)
})

test('a wrong secret and a silent provider say that the other ways in remain', async () => {
  await configure({ sealedSecret: await sealed('wrong') })
  await expect(signIn('sub-ada')).rejects.toThrow('did not confirm who you are')
  await as(backend.app, administrator).oidc.setSettings({
    ...{ label: 'x', issuer: 'https://id.test/elsewhere', clientId: 'x', sealedSecret: await sealed() },
  })
  await expect(visitor().oidc.startSignIn()).rejects.toThrow('does not answer as it should')
  const sessionsNow = backend.database.queries.select().from(sessions).all()
  expect(sessionsNow).toHaveLength(1)
})

test('the provider is asked for its addresses once, and anew after a change', async () => {
  await configure()
  provider.asked()
  await visitor().oidc.startSignIn()
  await visitor().oidc.startSignIn()
  expect(provider.asked()).toEqual(['/.well-known/openid-configuration'])
  await configure({ label: 'Renamed' })
  await visitor().oidc.startSignIn()
  expect(provider.asked()).toEqual(['/.well-known/openid-configuration'])
})

test('guesses are counted by address', async () => {
  await configure()
  const guess = () => visitor().oidc.finish({ ticket: 'made-up', query: '' })
  for (let n = 0; n < 40; n++) await expect(guess()).rejects.toThrow('not begun here')
  await expect(guess()).rejects.toThrow('Too many')
})
