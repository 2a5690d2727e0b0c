import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../contracts/ids.ts'
import { authenticators, people } from '../../db/schema/index.ts'
import { setTurn } from '../backups/policies.ts'
import type { Caller } from '../caller.ts'
import type { Courier } from '../courier/courier.ts'
import type { Mail } from '../courier/smtp.ts'
import type { Webhook } from '../courier/webhook.ts'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant } from '../testing/site.ts'
import { sendDue } from './outbox.ts'
import { concerns, tellProblems } from './problems.ts'
import { judgeAll } from './rounds.ts'

const minute = 60_000
const unreachable = { code: 'unavailable' as const, message: 'The repository does not answer.' }
let backend: ReturnType<typeof testBackend>
let tenant: string
let shop: string
let blog: string
let owner: Caller
let clock: number
let mails: Mail[]
let hooks: Webhook[]
let seen: Map<string, number>
let relay: boolean

const courier: Courier = {
  get open() {
    return { relay, proxy: true }
  },
  async mail(_, mail) {
    mails.push(mail)
  },
  async webhook(webhook) {
    hooks.push(webhook)
  },
}

beforeEach(async () => {
  clock = Date.UTC(2027, 0, 10, 12)
  backend = testBackend({ door: new FakeDoor(), courier, now: () => clock })
  tenant = await makeTenant(backend.app)
  ;[shop, blog] = [await makeSite(backend.app, tenant), await makeSite(backend.app, tenant, 'blog')]
  owner = await person(backend.app, { member: { tenant, role: 'owner' } })
  const boss = await person(backend.app, {})
  backend.database.queries.update(people).set({ administrator: true, email: 'boss@example.org' }).where(eq(people.id, boss.person)).run()
  const key = {
    id: newId('k'),
    person: boss.person,
    personName: 'boss',
    label: 'Laptop',
    tenant: null,
    credential: newId('k'),
    createdAt: 1,
  }
  backend.database.queries.insert(authenticators).values(key).run()
  ;[mails, hooks, seen, relay] = [[], [], new Map(), true]
  await asRoot(backend.app).alerts.setMail({ from: 'reeve@example.org', user: '', security: 'start' })
  await expect.poll(() => backend.app.watch.seen().reachable).toBe(true)
})
afterEach(() => backend.stop())

const ownerMail = () => `${owner.person}@example.org`
const backupOf = (service: string, failed: boolean) =>
  setTurn(backend.database.queries, service, { error: failed ? unreachable : null, lastAt: clock })
/** Rounds for so many minutes. */
async function pass(minutes: number) {
  for (let turn = 0; turn <= minutes; turn += 1) {
    tellProblems(backend.app, seen)
    await sendDue(backend.app)
    if (turn < minutes) clock += minute
  }
}
const rule = (change: object = {}) =>
  as(backend.app, owner).alerts.add({ tenant, metric: 'backups', threshold: 0, holdSeconds: 60, mail: [ownerMail()], ...change })
const news = (to: string) => mails.filter((mail) => mail.to.includes(to)).map(({ subject }) => subject.replace('[Reeve] ', ''))

test('a backup that fails is told once, also the second one while the first lasts, and each when it is over', async () => {
  const { secret } = await rule({ webhook: 'https://hooks.example.org/x' })
  backupOf(shop, true)
  await pass(0)
  expect(mails).toEqual([])
  await pass(3)
  expect(news(ownerMail())).toEqual(['Alert: The backups of acme/shop have a problem (unavailable).'])
  expect(mails[0]?.text).toContain(`http://localhost:8090/t/${tenant}/services/${shop}/backups`)
  expect(hooks).toMatchObject([
    {
      ...{ url: 'https://hooks.example.org/x', secret },
      payload: { what: 'fired', metric: 'backups', value: 1, problems: [{ text: expect.stringContaining('acme/shop') }] },
    },
  ])
  backupOf(blog, true)
  await pass(2)
  backupOf(shop, false)
  await pass(2)
  backupOf(blog, false)
  await pass(2)
  expect(news(ownerMail()).slice(1)).toEqual([
    'Alert: The backups of acme/blog have a problem (unavailable).',
    'Over: The backups of acme/shop have a problem (unavailable).',
    'Over: The backups of acme/blog have a problem (unavailable).',
  ])
  expect(await as(backend.app, owner).alerts.list({ tenant })).toMatchObject([{ state: 'ok', value: 0 }])
})

test('what begins at the same time is one message, and a start anew tells nothing twice', async () => {
  await rule()
  backupOf(shop, true)
  backupOf(blog, true)
  await pass(2)
  seen = new Map()
  await pass(5)
  expect(news(ownerMail())).toEqual(['Alert: 2 problems'])
  expect((await as(backend.app, owner).alerts.events({ tenant }))[0]).toMatchObject({ what: 'fired', value: 2, mail: 'sent' })
  expect(mails[0]?.text.match(/^- /gm)).toHaveLength(2)
})

test('what passes sooner than the rule waits is told to nobody', async () => {
  await rule({ holdSeconds: 600 })
  backupOf(shop, true)
  await pass(5)
  backupOf(shop, false)
  await pass(10)
  expect(news(ownerMail())).toEqual([])
})

test('in quiet hours nothing is sent; afterwards only of what lasts', async () => {
  await rule({ quiet: { from: 11 * 60, to: 13 * 60, zone: 'UTC' } })
  backupOf(shop, true)
  backupOf(blog, true)
  await pass(2)
  backupOf(blog, false)
  await pass(2)
  expect(mails).toEqual([])
  clock = Date.UTC(2027, 0, 10, 13)
  await sendDue(backend.app)
  expect(news(ownerMail())).toEqual(['Alert: The backups of acme/shop have a problem (unavailable).'])
})

test('an owner is told of his tenant alone', async () => {
  const other = await makeTenant(backend.app, 'other')
  const strange = await makeSite(backend.app, other)
  await rule({ metric: 'problems' })
  backupOf(strange, true)
  await pass(3)
  expect(news(ownerMail())).toEqual([])
  backupOf(shop, true)
  await pass(3)
  expect(news(ownerMail())).toEqual(['Alert: The backups of acme/shop have a problem (unavailable).'])
})

test('by itself administrators are told of every problem after five minutes, until a rule of people takes its place', async () => {
  backupOf(shop, true)
  await pass(6)
  expect(news('boss@example.org')).toEqual(['Alert: The backups of acme/shop have a problem (unavailable).'])
  const [own] = await asRoot(backend.app).alerts.list({})
  expect(own).toMatchObject({ metric: 'problems', tenant: null, mail: [], state: 'firing', value: 1 })
  await expect(asRoot(backend.app).alerts.remove({ alert: own?.id ?? '' })).rejects.toThrow('told in any case')
  await asRoot(backend.app).alerts.add({ metric: 'agents', threshold: 0, mail: ['ops@example.org'] })
  await pass(6)
  expect((await asRoot(backend.app).alerts.list({})).map(({ metric }) => metric)).toEqual(['agents'])
})

test('without a way to a relay the rule that is there by itself shows in the panel, and nothing fails', async () => {
  relay = false
  backupOf(shop, true)
  await pass(8)
  expect(mails).toEqual([])
  const [event] = await asRoot(backend.app).alerts.events({})
  expect(event).toMatchObject({ what: 'fired', mail: 'none', error: null, problems: [{ text: expect.stringContaining('acme/shop') }] })
})

test('rules about problems have no limit, are none of the keep’s, and fit what they are about', async () => {
  const { alert } = await rule()
  await judgeAll(backend.app)
  await expect(rule({ threshold: 3 })).rejects.toThrow('A problem is there or not')
  await expect(rule({ metric: 'agents' })).rejects.toThrow('Nothing called agents is known of a tenant')
  await expect(rule({ service: shop, metric: 'certificates' })).rejects.toThrow('Nothing called certificates')
  await as(backend.app, owner).alerts.test({ alert })
  await sendDue(backend.app)
  expect(news(ownerMail())).toEqual(['Test: acme: problems with backups'])
})

const [t1, t2] = ['t1', 't2']
test.each([
  [{ metric: 'problems', tenant: null, service: null }, true],
  [{ metric: 'backups', tenant: null, service: null }, true],
  [{ metric: 'agents', tenant: null, service: null }, false],
  [{ metric: 'problems', tenant: t1, service: null }, true],
  [{ metric: 'problems', tenant: t2, service: null }, false],
  [{ metric: 'problems', tenant: t1, service: 's1' }, true],
  [{ metric: 'backups', tenant: null, service: 's2' }, false],
] as const)('%o concerns a backup of s1 in t1: %s', (about, fits) =>
  expect(concerns(about, { class: 'backups', tenant: t1, service: 's1' })).toBe(fits),
)
