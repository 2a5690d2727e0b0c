import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { licenceOf, termsOf } from '../../agents/core/testing/licences.ts'
import { newId } from '../../contracts/ids.ts'
import { communityTerms, type LicenceRecords } from '../../contracts/licence.ts'
import { as, asRoot, person, testBackend, until } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { approve, makeSite, makeTenant } from '../testing/site.ts'
import { licenceAttention } from './attention.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  backend = testBackend({ door })
})
afterEach(() => backend.stop())

const licence = newId('l')
const entry = { id: licence, name: 'softy', title: 'Softy', vendor: 'Soft', seats: 3, expires: null, cost: null }
const own = (more = {}): LicenceRecords['own'] => ({
  ...{ terms: communityTerms, installedAt: null, earlier: null, standing: 'valid', used: { tenants: 0, services: 0, nodes: 1 } },
  ...more,
})
const asked = async (name: string) => until(() => door.done.find((action) => action.name === name))

test('a file goes to the keep as it is, and what is no file goes nowhere', async () => {
  const file = licenceOf()
  await asRoot(backend.app).licences.install({ file: JSON.stringify(file, null, 2) })
  expect((await asked('licence.install')).input).toEqual({ file })
  for (const text of ['no licence', '{}', JSON.stringify({ ...file, more: 1 })])
    await expect(asRoot(backend.app).licences.install({ file: text })).rejects.toThrow(/no licence file/)
})

test('the earlier one is named, and there has to be one', async () => {
  await expect(asRoot(backend.app).licences.putBack()).rejects.toThrow(/no earlier licence/)
  door.licenceRecords.own = own({ earlier: termsOf({ number: 'A' }) })
  await asRoot(backend.app).licences.putBack()
  expect((await asked('licence.putBack')).input).toEqual({ number: 'A' })
})

describe('licences for services', () => {
  test('seats have names, days and what they cost in a month', async () => {
    const tenant = await makeTenant(backend.app)
    const service = await makeSite(backend.app, tenant)
    door.licenceRecords.pool = [
      { ...entry, cost: { amount: 1000, currency: 'EUR', per: 'month' } },
      { ...entry, id: newId('l'), name: 'b', cost: { amount: 12_000, currency: 'EUR', per: 'year' } },
      { ...entry, id: newId('l'), name: 'c', cost: { amount: 99, currency: 'USD', per: 'once' } },
    ]
    door.licenceRecords.seats = [{ licence, tenant, service, at: 5 }]
    const view = await asRoot(backend.app).licences.get()
    expect(view.monthly).toEqual([{ currency: 'EUR', amount: 2000 }])
    expect(view.pool[0]?.seatsUsed).toMatchObject([{ service, tenant, serviceName: expect.any(String), at: 5 }])
  })

  test('the tenant sees what the service has, and neither seats nor price nor key', async () => {
    const tenant = await makeTenant(backend.app)
    const service = await makeSite(backend.app, tenant)
    door.licenceRecords.pool = [entry]
    door.licenceRecords.seats = [{ licence, tenant, service, at: 5 }]
    const owner = await person(backend.app, { member: { tenant, role: 'owner' } })
    expect(await as(backend.app, owner).licences.ofService({ service })).toEqual([
      { title: 'Softy', vendor: 'Soft', path: '/etc/reeve/licences/softy', expires: null, daysLeft: null, at: 5 },
    ])
    await expect(as(backend.app, owner).licences.get()).rejects.toMatchObject({ code: expect.stringMatching(/NOT_FOUND|FORBIDDEN/) })
    await expect(as(backend.app, owner).licences.give({ licence, service })).rejects.toThrow()
  })

  test('auditors read and change nothing', async () => {
    const auditor = as(backend.app, await person(backend.app, { duty: 'auditor' }))
    expect(await auditor.licences.get()).toMatchObject({ own: { standing: 'valid' } })
    await expect(auditor.licences.putBack()).rejects.toThrow()
    await expect(auditor.licences.install({ file: JSON.stringify(licenceOf()) })).rejects.toThrow()
  })

  test('a sealed key is forgotten here once it is with the keep', async () => {
    const { action } = await asRoot(backend.app).licences.put({
      name: 'softy',
      title: 'Softy',
      vendor: 'Soft',
      seats: 1,
      expires: null,
      cost: null,
      sealedKey: 'SEALED',
    })
    await asked('pool.put')
    await backend.app.dispatcher.ended(action, 5000)
    expect(JSON.stringify(await asRoot(backend.app).actions.get({ action }))).not.toContain('SEALED')
  })

  test('giving and taking back name the licence and the service', async () => {
    const tenant = await makeTenant(backend.app)
    const service = await makeSite(backend.app, tenant)
    door.licenceRecords.pool = [entry]
    const root = asRoot(backend.app)
    const { action } = await root.licences.give({ licence, service })
    expect(door.done.map(({ name }) => name)).not.toContain('seat.give')
    await approve(backend.app, action)
    const names = { serviceName: 'shop', tenantName: 'acme' }
    expect((await asked('seat.give')).input).toEqual({ tenant, service, licence, licenceName: 'softy', ...names })
    await root.licences.takeBack({ licence, service })
    expect((await asked('seat.takeBack')).input).toEqual({ tenant, service, licence, licenceName: 'softy' })
    await expect(root.licences.give({ licence: newId('l'), service })).rejects.toThrow(/no such licence/)
  })
})

const noon = Date.parse('2027-06-30T12:00:00Z')
const records = (more: Partial<LicenceRecords>): LicenceRecords => ({ own: own(), pool: [], seats: [], sealingKey: null, ...more })
const pool = (expires: string) => records({ pool: [{ ...entry, expires }] })
const mine = (expires: string, graceDays = 0) => records({ own: own({ terms: termsOf({ expires, graceDays, tenants: 9, services: 9 }) }) })
test.each<[string, LicenceRecords, string[]]>([
  ['nothing of one that has no end', records({ pool: [entry] }), []],
  ['nothing 31 days before', pool('2027-07-31'), []],
  ['it 30 days before', pool('2027-07-30'), ['warn The licence Softy ends in 30 days.']],
  ['it louder 7 days before', pool('2027-07-07'), ['bad The licence Softy ends in 7 days.']],
  ['it on the day before', pool('2027-07-01'), ['bad The licence Softy ends tomorrow.']],
  ['it on the last day', pool('2027-06-30'), ['bad The licence Softy ends today.']],
  ['it after the end', pool('2027-06-29'), ['bad The licence Softy ended on 2027-06-29.']],
  ['of the own one before its end', mine('2027-07-10'), ['warn The licence of this installation ends in 10 days.']],
  [
    'of days of grace',
    mine('2027-06-20', 14),
    ['bad The licence of this installation ended on 2027-06-20. From 2027-07-05 on nothing new can be made.'],
  ],
  ['of the end', mine('2027-06-01', 14), ['bad The licence of this installation ended on 2027-06-01: nothing new can be made.']],
  [
    'of counts that are used up',
    records({ own: own({ terms: termsOf(), used: { tenants: 2, services: 1, nodes: 1 } }) }),
    ['warn The licence covers 2 tenants, and there are as many.'],
  ],
])('the dashboard tells %s', (_, known, said) => {
  expect(licenceAttention(known, noon).map(({ tone, text }) => `${tone} ${text}`)).toEqual(said)
})

test('the dashboard knows it from the keep, also while that does not answer', async () => {
  door.licenceRecords.pool = [{ ...entry, expires: '2020-01-01' }]
  const root = asRoot(backend.app)
  await root.licences.get()
  door.down = true
  expect((await root.dashboard.get()).attention).toContainEqual({
    tone: 'bad',
    text: 'The licence Softy ended on 2020-01-01.',
    link: '/licences',
  })
})
