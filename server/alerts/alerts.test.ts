import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import { alerts, memberships } from '../../db/schema/index.ts'
import type { Caller } from '../caller.ts'
import type { Courier } from '../courier/courier.ts'
import type { Mail } from '../courier/smtp.ts'
import type { Webhook } from '../courier/webhook.ts'
import { as, asRoot, person, testBackend, until } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant } from '../testing/site.ts'
import { sendDue } from './outbox.ts'
import { judgeAll } from './rounds.ts'

const minute = 60_000
let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let tenant: string
let service: string
let owner: Caller
let ownerMail: string
let clock: number
let mails: Mail[]
let hooks: Webhook[]
let broken: ReeveError | undefined

const courier: Courier = {
  open: { relay: true, proxy: true },
  async mail(_, mail) {
    if (broken !== undefined) throw broken
    mails.push(mail)
  },
  async webhook(webhook) {
    if (broken !== undefined) throw broken
    hooks.push(webhook)
  },
}

beforeEach(async () => {
  door = new FakeDoor()
  clock = Date.UTC(2026, 0, 10, 12)
  backend = testBackend({ door, courier, now: () => clock })
  tenant = await makeTenant(backend.app)
  service = await makeSite(backend.app, tenant)
  owner = await person(backend.app, { member: { tenant, role: 'owner' } })
  ownerMail = `${owner.person}@example.org`
  mails = []
  hooks = []
  broken = undefined
  await asRoot(backend.app).alerts.setMail({ from: 'reeve@example.org', user: 'reeve', password: 'secret', security: 'start' })
})
afterEach(() => backend.stop())

const rule = { metric: 'memory' as const, threshold: 100 * 1_048_576 }
const add = (change: object = {}) => as(backend.app, owner).alerts.add({ tenant, service, ...rule, mail: [ownerMail], ...change })
/** A round in which this is so. */
async function round(alert: string, over: boolean, holds = over) {
  door.beyond.set(alert, { holds, over, value: over ? 200 * 1_048_576 : 1 })
  await judgeAll(backend.app)
  await sendDue(backend.app)
}
const events = async () =>
  (await as(backend.app, owner).alerts.events({ tenant })).map(({ what, mail, webhook }) => `${what} ${mail} ${webhook}`)

test('it is told when it begins and when it is over, once each, by mail and webhook', async () => {
  const { alert, secret } = await add({ webhook: 'https://hooks.example.org/x' })
  expect(secret).toMatch(/^[\w-]{32}$/)
  await round(alert, true, false)
  expect(mails).toEqual([])
  await round(alert, true)
  await round(alert, true)
  expect(mails.map(({ subject, to }) => [subject, to])).toEqual([['[Reeve] Alert: acme/shop: memory above 100 MiB', [ownerMail]]])
  expect(mails[0]?.text).toContain(`http://localhost:8090/t/${tenant}/services/${service}/statistics`)
  expect(hooks).toMatchObject([
    { url: 'https://hooks.example.org/x', secret, payload: { what: 'fired', tenant: 'acme', service: 'shop', value: 209_715_200 } },
  ])
  expect((await as(backend.app, owner).alerts.list({ tenant }))[0]).toMatchObject({ state: 'firing', since: clock })
  clock += minute
  await round(alert, false)
  expect(mails.map(({ subject }) => subject.split(':')[0])).toEqual(['[Reeve] Alert', '[Reeve] Over'])
  expect(await events()).toEqual(['resolved sent sent', 'fired sent sent'])
})

test('what fires is on the first pages, until it is over', async () => {
  const { alert } = await add()
  await round(alert, true)
  const text = 'acme/shop: memory above 100 MiB'
  expect((await asRoot(backend.app).dashboard.get()).attention.map((one) => one.text).join()).toContain(text)
  expect((await as(backend.app, owner).overview.get({ tenant })).attention.map((one) => one.text).join()).toContain('memory above 100 MiB')
  await round(alert, false)
  expect((await asRoot(backend.app).dashboard.get()).attention.map((one) => one.text).join()).not.toContain(text)
})

test('in quiet hours nothing is sent; what lasts is told afterwards, what came and went is not', async () => {
  const quiet = { from: 11 * 60, to: 13 * 60, zone: 'UTC' }
  const [lasting, passing] = [(await add({ quiet })).alert, (await add({ quiet, metric: 'cpu', threshold: 1 })).alert]
  await round(lasting, true)
  await round(passing, true)
  clock += 10 * minute
  await round(passing, false)
  expect(mails).toEqual([])
  clock = Date.UTC(2026, 0, 10, 13)
  await sendDue(backend.app)
  expect(mails.map(({ subject }) => subject)).toEqual(['[Reeve] Alert: acme/shop: memory above 100 MiB'])
  expect((await events()).sort()).toEqual(['fired quiet none', 'fired sent none', 'resolved quiet none'])
})

test('what cannot be sent is tried again, then given up with its reason', async () => {
  const { alert } = await add()
  broken = new ReeveError('unavailable', 'The mail relay does not answer as it should.')
  await round(alert, true)
  expect(await events()).toEqual(['fired waiting none'])
  broken = undefined
  await sendDue(backend.app)
  expect(mails).toEqual([])
  clock += minute
  await sendDue(backend.app)
  expect(await events()).toEqual(['fired sent none'])

  broken = new ReeveError('unavailable', 'The mail relay does not answer as it should.')
  await round(alert, false)
  for (let turn = 0; turn < 8; turn += 1) {
    clock += 60 * minute
    await sendDue(backend.app)
  }
  expect((await as(backend.app, owner).alerts.events({ tenant }))[0]).toMatchObject({
    mail: 'failed',
    error: 'The mail relay does not answer as it should.',
  })
})

test('one way that is broken does not repeat the other', async () => {
  const { alert } = await add({ webhook: 'https://hooks.example.org/x' })
  const mail = courier.mail
  courier.mail = async () => Promise.reject(new ReeveError('unavailable', 'away'))
  await round(alert, true)
  courier.mail = mail
  clock += minute
  await sendDue(backend.app)
  expect([mails.length, hooks.length]).toEqual([1, 1])
})

test('whoever is slow to be told keeps nobody else waiting, and is told once', async () => {
  const { app } = backend
  let answer = () => {}
  const slow = new Promise<void>((resolve) => {
    answer = resolve
  })
  app.courier.webhook = async (webhook) => {
    hooks.push(webhook)
    await slow
  }
  const other = await makeTenant(app, 'other')
  const ada = await person(app, { member: { tenant: other, role: 'owner' } })
  const first = await add({ webhook: 'https://hooks.example.org/slow', mail: [] })
  const second = await as(app, ada).alerts.add({ tenant: other, ...rule, mail: [`${ada.person}@example.org`] })
  for (const { alert } of [first, second]) door.beyond.set(alert, { holds: true, over: true, value: 1 })
  await judgeAll(app)
  const busy = new Set<string>()
  const sending = [sendDue(app, busy), sendDue(app, busy)]
  await until(() => mails.length === 1)
  expect(hooks).toHaveLength(1)
  answer()
  await Promise.all(sending)
  expect(await events()).toEqual(['fired none sent'])
})

test('the keep away: nothing changes, and nobody is told that all is well', async () => {
  const { alert } = await add()
  await round(alert, true)
  door.down = true
  await expect(judgeAll(backend.app)).rejects.toThrow()
  door.down = false
  expect((await as(backend.app, owner).alerts.get({ alert })).state).toBe('firing')
})

test('a test is sent at once, also in quiet hours, but not again and again', async () => {
  const { alert } = await add({ quiet: { from: 0, to: 1439, zone: 'UTC' } })
  await as(backend.app, owner).alerts.test({ alert })
  await sendDue(backend.app)
  expect(mails[0]?.text).toContain('This is a test.')
  await expect(as(backend.app, owner).alerts.test({ alert })).rejects.toThrow('Wait a minute')
  clock += minute
  await as(backend.app, owner).alerts.test({ alert })
})

test('a tenant writes to his own people only, also when somebody leaves', async () => {
  await expect(add({ mail: ['stranger@example.org'] })).rejects.toThrow('does not belong to this tenant')
  const { alert } = await add()
  backend.database.queries.delete(memberships).where(eq(memberships.person, owner.person)).run()
  await round(alert, true)
  expect(mails).toEqual([])
  expect((await asRoot(backend.app).alerts.events({}))[0]).toMatchObject({ mail: 'failed' })
})

test('a rule is about what belongs to its tenant, is measured there, and tells somebody', async () => {
  const other = await makeTenant(backend.app, 'other')
  const theirs = await makeSite(backend.app, other)
  await expect(add({ service: theirs })).rejects.toThrow('There is no such thing')
  await expect(add({ service: newId('s') })).rejects.toThrow('There is no such thing')
  await expect(add({ metric: 'poolUsed' })).rejects.toThrow('Nothing called poolUsed')
  await expect(add({ mail: [] })).rejects.toThrow('Name at least one')
  await expect(add({ holdSeconds: 5 })).rejects.toThrow('at least one minute')
  await expect(as(backend.app, owner).alerts.add({ ...rule, metric: 'load', mail: [ownerMail] })).rejects.toThrow('Your role may not')
  for (let count = 0; count < 50; count += 1) await add()
  await expect(add()).rejects.toThrow('50 alerts already')
})

test('rules of the installation are for administrators, and may write to anybody', async () => {
  const { alert } = await asRoot(backend.app).alerts.add({ metric: 'load', threshold: 8, mail: ['ops@example.org'] })
  await round(alert, true)
  expect(mails).toMatchObject([{ to: ['ops@example.org'], subject: '[Reeve] Alert: the machine: load of the machine above 8' }])
  expect(await as(backend.app, owner).alerts.list({})).toEqual([])
  await expect(as(backend.app, owner).alerts.get({ alert })).rejects.toThrow('There is no such thing')
})

test('a rule goes with its service, and its events with it', async () => {
  const { alert } = await add()
  await round(alert, true)
  await as(backend.app, owner).alerts.remove({ alert })
  expect(backend.database.queries.select().from(alerts).all()).toEqual([])
  expect(await events()).toEqual([])
})

test('neither the password of the relay nor the secret of a webhook ever comes back', async () => {
  await add({ webhook: 'https://hooks.example.org/x' })
  const root = asRoot(backend.app)
  const all = JSON.stringify([
    await root.alerts.list({}),
    await root.alerts.mail(),
    await root.alerts.events({}),
    await root.settings.get(),
  ])
  const [row] = backend.database.queries.select().from(alerts).all()
  expect(all).not.toContain(row?.secret)
  expect(all).not.toContain('"secret"')
  expect(await root.alerts.mail()).toEqual({
    from: 'reeve@example.org',
    user: 'reeve',
    hasPassword: true,
    security: 'start',
    relay: true,
    proxy: true,
  })
  await root.alerts.setMail({ from: 'other@example.org', user: 'reeve', security: 'tls' })
  expect(await root.alerts.mail()).toMatchObject({ from: 'other@example.org', hasPassword: true })
  const was = { from: 'reeve@example.org', user: 'reeve', security: 'start' as const }
  await expect(root.alerts.setMail({ ...was, was })).rejects.toThrow('How mail goes out changed since you began')
  await root.alerts.setMail({
    from: 'other@example.org',
    user: 'reeve',
    security: 'tls',
    was: { ...was, from: 'other@example.org', security: 'tls' },
  })
  await expect(root.alerts.setMail({ from: 'a@example.org', user: 'reeve', security: 'none' })).rejects.toThrow('not sent in clear')
})

test('a rule can be changed; its webhook keeps the secret until it leads elsewhere, or gets a new one', async () => {
  const { alert, secret } = await add({ webhook: 'https://hooks.example.org/x' })
  const { alerts } = as(backend.app, owner)
  const { direction, threshold, holdSeconds, quiet, mail, webhook } = await alerts.get({ alert })
  const was = { direction, threshold, holdSeconds, quiet, mail, webhook }
  expect(await alerts.update({ alert, ...was, threshold: 1, was })).toEqual({ secret: null })
  await expect(alerts.update({ alert, ...was, threshold: 2, was })).rejects.toMatchObject({ cause: { code: 'changed_meanwhile' } })
  await expect(alerts.update({ alert, ...was, mail: ['a@stranger.test'] })).rejects.toThrow('does not belong to this tenant')
  await round(alert, true)
  expect(hooks.at(-1)).toMatchObject({ secret, payload: { threshold: 1 } })
  for (const change of [{ newSecret: true }, { webhook: 'https://hooks.example.org/y' }])
    expect((await alerts.update({ alert, ...was, ...change })).secret).toMatch(/^[\w-]{32}$/)
  expect(await alerts.update({ alert, ...was, webhook: null })).toEqual({ secret: null })
  expect(await alerts.get({ alert })).toMatchObject({ threshold, webhook: null })
})
