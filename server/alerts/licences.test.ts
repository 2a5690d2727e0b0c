import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { termsOf } from '../../agents/core/testing/licences.ts'
import { newId } from '../../contracts/ids.ts'
import { people } from '../../db/schema/index.ts'
import type { Caller } from '../caller.ts'
import type { Courier } from '../courier/courier.ts'
import type { Mail } from '../courier/smtp.ts'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant } from '../testing/site.ts'
import { stepOf, warnOfLicences } from './licences.ts'
import { sendDue } from './outbox.ts'

const day = 86_400_000
const lastDay = '2027-06-30'
const licence = newId('l')
let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let tenant: string
let owner: Caller
let clock: number
let mails: Mail[]

const courier: Courier = {
  open: { relay: true, proxy: true },
  async mail(_, mail) {
    mails.push(mail)
  },
  async webhook() {
    throw new Error('none was named')
  },
}

beforeEach(async () => {
  door = new FakeDoor()
  clock = Date.parse('2027-01-10T12:00:00Z')
  backend = testBackend({ door, courier, now: () => clock })
  tenant = await makeTenant(backend.app)
  const service = await makeSite(backend.app, tenant)
  owner = await person(backend.app, { member: { tenant, role: 'owner' } })
  await person(backend.app, { member: { tenant, role: 'member' } })
  const boss = await person(backend.app, {})
  backend.database.queries.update(people).set({ administrator: true, email: 'boss@example.org' }).where(eq(people.id, boss.person)).run()
  mails = []
  door.licenceRecords.pool = [{ id: licence, name: 'softy', title: 'Softy', vendor: 'Soft', seats: 3, expires: lastDay, cost: null }]
  door.licenceRecords.seats = [{ licence, tenant, service, at: 5 }]
  await asRoot(backend.app).alerts.setMail({ from: 'reeve@example.org', user: '', security: 'start' })
})
afterEach(() => backend.stop())

/** A round at noon of a day. */
async function on(date: string) {
  clock = Date.parse(`${date}T12:00:00Z`)
  await warnOfLicences(backend.app)
  await sendDue(backend.app)
}
const ownerMail = () => `${owner.person}@example.org`
/** What was mailed since the last look: to whom, about what. */
const news = () => mails.splice(0).map(({ to, subject }) => `${to.join()} ${subject.replace('[Reeve] Licence ', '')}`)

test('owners and administrators hear of a licence 30, 14, 7 and 1 days before its end and once after it, and of no step twice', async () => {
  const heard: string[] = []
  const end = Date.parse(`${lastDay}T00:00:00Z`)
  for (let left = 40; left >= -40; left -= 1) {
    const date = new Date(end - left * day).toISOString().slice(0, 10)
    await on(date)
    await on(date)
    for (const one of news()) heard.push(`${left}: ${one}`)
  }
  const to = (left: number, words: string) => [`${left}: boss@example.org ${words}`, `${left}: ${ownerMail()} ${words}`]
  expect(heard).toEqual([
    ...to(30, 'Softy ends in 30 days'),
    ...to(14, 'Softy ends in 14 days'),
    ...to(7, 'Softy ends in 7 days'),
    ...to(1, 'Softy ends tomorrow'),
    ...to(-1, `Softy ended on ${lastDay}`),
  ])
})

test('the licence of the installation itself is told to administrators alone, also while the keep is away', async () => {
  door.licenceRecords.seats = []
  door.licenceRecords.pool = []
  door.licenceRecords.own = { ...door.licenceRecords.own, terms: termsOf({ expires: lastDay }) }
  await on('2027-05-01')
  door.down = true
  await on('2027-06-23')
  expect(news()).toEqual(['boss@example.org of this installation ends in 7 days'])
  expect(await as(backend.app, owner).alerts.list({ tenant })).toEqual([])
})

test('a backend that was down over several steps tells the last one only, and a new last day begins anew', async () => {
  await on('2027-06-01')
  news()
  await on('2027-06-27')
  expect(news()).toHaveLength(2)
  door.licenceRecords.pool = door.licenceRecords.pool.map((entry) => ({ ...entry, expires: '2028-06-30' }))
  await on('2027-06-28')
  expect(news()).toEqual([])
  expect((await as(backend.app, owner).alerts.list({ tenant }))[0]).toMatchObject({ state: 'ok', value: 368 })
  await on('2028-05-31')
  expect(news()).toHaveLength(2)
})

test('what is there by itself says whom it tells, cannot be removed, and makes way for a rule of people, with quiet hours', async () => {
  await on('2027-06-20')
  news()
  const [own] = await as(backend.app, owner).alerts.list({ tenant })
  expect(own).toMatchObject({ metric: 'licenceDays', mail: [], webhook: null, state: 'firing', value: 10 })
  await expect(as(backend.app, owner).alerts.remove({ alert: own?.id ?? '' })).rejects.toThrow('told in any case')
  const rule = { tenant, metric: 'licenceDays' as const, threshold: 7, mail: [ownerMail()] }
  await expect(as(backend.app, owner).alerts.add(rule)).rejects.toThrow('Choose below')
  const quiet = { from: 11 * 60, to: 13 * 60, zone: 'UTC' }
  await as(backend.app, owner).alerts.add({ ...rule, direction: 'below', quiet })
  expect(await as(backend.app, owner).alerts.list({ tenant })).toHaveLength(1)
  await on('2027-06-22')
  expect(news()).toEqual([])
  await on('2027-06-23')
  expect(news()).toEqual(['boss@example.org Softy ends in 7 days'])
  clock += 2 * 3_600_000
  await sendDue(backend.app)
  expect(news()).toEqual([`${ownerMail()} Softy ends in 7 days`])
})

test('in quiet hours news of one licence does not swallow that of another', async () => {
  const [softy] = door.licenceRecords.pool
  if (softy !== undefined) door.licenceRecords.pool.push({ ...softy, id: newId('l'), name: 'hardy', title: 'Hardy' })
  const quiet = { from: 11 * 60, to: 13 * 60, zone: 'UTC' }
  const rule = { metric: 'licenceDays' as const, direction: 'below' as const, threshold: 30, mail: ['ops@example.org'], quiet }
  await asRoot(backend.app).alerts.add(rule)
  await on('2027-06-23')
  news()
  clock += 2 * 3_600_000
  await sendDue(backend.app)
  expect(news()).toEqual(['ops@example.org Softy ends in 7 days', 'ops@example.org Hardy ends in 7 days'])
})

test('a tenant hears neither price nor seats nor of licences of others', async () => {
  door.licenceRecords.pool = door.licenceRecords.pool.map((entry) => ({ ...entry, cost: { amount: 4711, currency: 'EUR', per: 'year' } }))
  door.licenceRecords.seats = door.licenceRecords.seats.map((seat) => ({ ...seat, tenant: newId('t') }))
  await on('2027-06-23')
  expect(mails.map(({ to }) => to)).toEqual([['boss@example.org']])
  door.licenceRecords.seats = door.licenceRecords.seats.map((seat) => ({ ...seat, tenant }))
  await on('2027-06-23')
  expect(mails[1]).toMatchObject({ to: [ownerMail()], text: expect.not.stringContaining('4711') })
  expect((await as(backend.app, owner).alerts.events({ tenant }))[0]).toMatchObject({
    licence: { title: 'Softy', ends: lastDay },
    value: 7,
  })
})

test.each([
  [31, 30, undefined],
  [30, 30, 30],
  [15, 30, 30],
  [14, 30, 14],
  [7, 30, 7],
  [2, 30, 7],
  [1, 30, 1],
  [0, 30, 1],
  [-1, 30, -1],
  [-31, 30, undefined],
  [8, 7, undefined],
])('%i days before the end, told from %i on, the step is %s', (days, from, step) => {
  expect(stepOf(days, from)).toBe(step)
})
