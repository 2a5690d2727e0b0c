import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ActionInput } from '../../contracts/actions.ts'
import { newId } from '../../contracts/ids.ts'
import type { LicenceTerms } from '../../contracts/licence.ts'
import { licenceOf } from '../core/testing/licences.ts'
import { createPopulatedKeep, enrolment, newKey, outcomeOf, serviceWish, tenantWish } from './testing/keep.ts'

let keep: Awaited<ReturnType<typeof createPopulatedKeep>>
beforeEach(async () => {
  keep = await createPopulatedKeep()
})
afterEach(() => keep.close())

const install = (more: Partial<LicenceTerms> = {}) => keep.ask('licence.install', { file: licenceOf(more) })
const newTenant = () => {
  const id = newId('t')
  return keep.ask('tenant.apply', tenantWish(id, `n${id.slice(1, 8)}`))
}
const newService = () => {
  const id = newId('s')
  return keep.ask('service.apply', serviceWish(keep.acme, id, `n${id.slice(1, 8)}`))
}
const own = () => keep.door.licences.list(keep.clock.now).own

/** A backend that signs whatever it likes is the only asker here. */
describe('the installation’s own licence', () => {
  test('without a file there is an edition with room for everything', async () => {
    expect(own()).toMatchObject({ terms: { edition: 'Community', expires: null }, installedAt: null, earlier: null, standing: 'valid' })
    expect(outcomeOf(await newTenant())).toBe('done')
    expect(outcomeOf(await newService())).toBe('done')
  })

  test('the tenant and the service beyond its counts are refused; what is there goes on', async () => {
    expect(outcomeOf(await install({ tenants: 3, services: 3 }))).toBe('done')
    expect(outcomeOf(await newTenant())).toBe('done')
    expect(await newTenant()).toMatchObject({
      error: { code: 'over_licence', message: expect.stringMatching(/covers 3 tenants, and there are as many/), refused: true },
    })
    expect(outcomeOf(await newService())).toBe('done')
    expect(outcomeOf(await newService())).toBe('over_licence')
    expect(outcomeOf(await keep.ask('service.apply', serviceWish(keep.acme, keep.shop, 'shop', { generation: 2 })))).toBe('done')
    expect(outcomeOf(await keep.ask('tenant.apply', tenantWish(keep.acme, 'acme', { generation: 2 })))).toBe('done')
    expect(outcomeOf(await keep.ask('service.wake', { tenant: keep.acme, service: keep.shop }))).toBe('done')
    const end = { tenant: keep.rival, service: keep.blog, generation: 2, name: 'blog', tenantName: 'rival', kind: 'webserver' }
    expect(outcomeOf(await keep.approve('service.delete', end))).toBe('done')
    expect(outcomeOf(await newService())).toBe('done')
  })

  test('a smaller one than what is there takes nothing away', async () => {
    expect(outcomeOf(await install({ tenants: 0, services: 0 }))).toBe('done')
    expect(outcomeOf(await keep.ask('service.wake', { tenant: keep.acme, service: keep.shop }))).toBe('done')
    expect(outcomeOf(await keep.ask('service.apply', serviceWish(keep.acme, keep.shop, 'shop', { generation: 2 })))).toBe('done')
    expect(outcomeOf(await newService())).toBe('over_licence')
  })

  test('after its end there are days of grace, and after them nothing new is made while all else goes on', async () => {
    await install({ tenants: 10, services: 10, expires: '2030-06-30', graceDays: 2 })
    keep.clock.now = Date.parse('2030-06-30T23:00:00Z')
    expect(own().standing).toBe('valid')
    keep.clock.now = Date.parse('2030-07-02T23:00:00Z')
    expect(own().standing).toBe('grace')
    expect(outcomeOf(await newService())).toBe('done')
    keep.clock.now = Date.parse('2030-07-03T00:00:00Z')
    expect(own().standing).toBe('over')
    expect(await newService()).toMatchObject({ error: { code: 'over_licence', message: expect.stringMatching(/ended on 2030-06-30/) } })
    expect(outcomeOf(await newTenant())).toBe('over_licence')
    for (const name of ['service.wake', 'service.restart'] as const)
      expect(outcomeOf(await keep.ask(name, { tenant: keep.acme, service: keep.shop }))).toBe('done')
    expect(outcomeOf(await keep.ask('service.apply', serviceWish(keep.acme, keep.shop, 'shop', { generation: 2 })))).toBe('done')
  })

  test('an altered file is refused, stands in the ledger, and changes nothing', async () => {
    const file = licenceOf()
    file.licence.services = 4000
    const answer = await keep.ask('licence.install', { file })
    expect(answer).toMatchObject({ error: { code: 'signature_invalid', message: expect.stringMatching(/was altered/), refused: true } })
    expect(own().terms.number).toBe('community')
    expect(keep.sent.some(({ name }) => name === 'licence.install')).toBe(false)
    expect(keep.door.ledger.before(Number.MAX_SAFE_INTEGER, 1, null)).toMatchObject([{ kind: 'refused', name: 'licence.install' }])
  })

  test('the earlier one can be put back, and the later one after it', async () => {
    await install({ number: 'A' })
    expect(outcomeOf(await install({ number: 'A' }))).toBe('conflict')
    await install({ number: 'B' })
    expect(own()).toMatchObject({ terms: { number: 'B' }, earlier: { number: 'A' } })
    expect(outcomeOf(await keep.ask('licence.putBack', { number: 'community' }))).toBe('conflict')
    expect(outcomeOf(await keep.ask('licence.putBack', { number: 'A' }))).toBe('done')
    expect(own()).toMatchObject({ terms: { number: 'A' }, earlier: { number: 'B' } })
  })

  test('from the first file the way back leads to the edition without one', async () => {
    await install()
    expect(outcomeOf(await keep.ask('licence.putBack', { number: 'community' }))).toBe('done')
    expect(own()).toMatchObject({ terms: { number: 'community' }, earlier: { number: 'L-1' } })
    expect(outcomeOf(await newService())).toBe('done')
  })

  test('nobody but an administrator installs one', async () => {
    const asked = (role: 'owner' | 'member' | 'reseller') =>
      keep.ask('licence.install', { file: licenceOf() }, { person: newId('p'), role })
    for (const role of ['owner', 'member', 'reseller'] as const) expect(outcomeOf(await asked(role))).toBe('forbidden')
    const system = { person: 'system', role: 'administrator' } as const
    expect(outcomeOf(await keep.ask('licence.install', { file: licenceOf() }, system))).toBe('forbidden')
  })
})

describe('licences that services use', () => {
  const licence = newId('l')
  const entry = (more: Partial<ActionInput<'pool.put'>> = {}): ActionInput<'pool.put'> => ({
    ...{ licence, name: 'softy', title: 'Softy', vendor: 'Soft', seats: 1, expires: null, cost: null, sealedKey: 'AA' },
    ...more,
  })
  const seat = (tenant: string, service: string) => ({ tenant, service, licence, licenceName: 'softy' })
  const named = (tenant: string, service: string) => ({
    ...seat(tenant, service),
    ...(tenant === keep.acme ? { tenantName: 'acme', serviceName: 'shop' } : { tenantName: 'rival', serviceName: 'blog' }),
  })
  const give = (input: ActionInput<'seat.give'>) => keep.approve('seat.give', input)
  const seats = () => keep.door.licences.list(keep.clock.now).seats.map(({ service }) => service)

  test('a new one needs its key, and keeps its name', async () => {
    expect(outcomeOf(await keep.ask('pool.put', entry({ sealedKey: null })))).toBe('bad_input')
    expect(outcomeOf(await keep.ask('pool.put', entry()))).toBe('done')
    expect(outcomeOf(await keep.ask('pool.put', entry({ sealedKey: null, seats: 5 })))).toBe('done')
    expect(outcomeOf(await keep.ask('pool.put', entry({ name: 'other' })))).toBe('conflict')
    expect(outcomeOf(await keep.ask('pool.put', entry({ licence: newId('l') })))).toBe('conflict')
    expect(keep.door.licences.list(0).pool).toMatchObject([{ id: licence, seats: 5 }])
  })

  test('what the agent could not keep is as it was', async () => {
    await keep.ask('pool.put', entry({ seats: 3 }))
    const parsed = { name: 'pool.put', input: entry({ seats: 9 }) } as never
    keep.door.licences.take(parsed, 1)
    expect(outcomeOf(await give(named(keep.acme, keep.shop)))).toBe('conflict')
    keep.door.licences.settle(parsed, { error: { code: 'bad_input', message: '', retry: false, refused: false } }, 2)
    expect(keep.door.licences.list(0).pool).toMatchObject([{ seats: 3 }])
  })

  test('seats are never exceeded, also not by making them fewer', async () => {
    await keep.ask('pool.put', entry())
    expect(outcomeOf(await give(named(keep.acme, keep.shop)))).toBe('done')
    expect(outcomeOf(await give(named(keep.acme, keep.shop)))).toBe('conflict')
    expect(await give(named(keep.rival, keep.blog))).toMatchObject({
      error: { code: 'over_licence', message: expect.stringMatching(/^All seats of this licence are given, 1 of 1/) },
    })
    await keep.ask('pool.put', entry({ seats: 2, sealedKey: null }))
    expect(outcomeOf(await give(named(keep.rival, keep.blog)))).toBe('done')
    expect(outcomeOf(await keep.ask('pool.put', entry({ seats: 1, sealedKey: null })))).toBe('over_licence')
    expect(outcomeOf(await keep.ask('pool.remove', { licence, licenceName: 'softy' }))).toBe('conflict')
    expect(outcomeOf(await keep.ask('seat.takeBack', seat(keep.acme, keep.shop)))).toBe('done')
    expect(outcomeOf(await keep.ask('seat.takeBack', seat(keep.acme, keep.shop)))).toBe('not_found')
    expect(seats()).toEqual([keep.blog])
  })

  test('nobody gets one that has ended, or that has another name, or for a service of somebody else', async () => {
    await keep.ask('pool.put', entry({ expires: '2020-01-01', seats: 5 }))
    expect(outcomeOf(await give(named(keep.acme, keep.shop)))).toBe('over_licence')
    await keep.ask('pool.put', entry({ seats: 5 }))
    expect(outcomeOf(await give({ ...named(keep.acme, keep.shop), licenceName: 'other' }))).toBe('conflict')
    expect(outcomeOf(await give(named(keep.acme, keep.blog)))).toBe('not_found')
    expect(outcomeOf(await keep.ask('seat.give', seat(keep.acme, keep.shop), { person: newId('p'), role: 'owner' }))).toBe('forbidden')
  })

  test('the backend’s key alone gives nobody a seat, nor does the key of a tenant: an administrator’s approves it, by the true names', async () => {
    await keep.ask('pool.put', entry())
    const wish = named(keep.acme, keep.shop)
    expect(outcomeOf(await keep.ask('seat.give', wish))).toBe('approval_needed')
    const key = await newKey()
    expect(outcomeOf(await keep.approve('authenticator.enrol', enrolment(key, newId('p'), keep.acme, null, 'acme')))).toBe('done')
    expect(outcomeOf(await keep.approve('seat.give', wish, key))).toBe('approval_invalid')
    for (const untrue of [seat(keep.acme, keep.shop), { ...wish, serviceName: 'blog' }, { ...wish, tenantName: 'rival' }])
      expect(outcomeOf(await give(untrue))).toBe('conflict')
    expect(seats()).toEqual([])
    expect(outcomeOf(await give(wish))).toBe('done')
  })

  test('whoever overwrites the keys of licences one after another is soon stopped', async () => {
    const outcomes: unknown[] = []
    await keep.ask('pool.put', entry())
    for (let count = 0; count < 200 && outcomes.at(-1) !== 'rate_limited'; count += 1)
      outcomes.push(outcomeOf(await keep.ask('pool.put', entry({ sealedKey: 'BB' }))))
    expect(outcomes.at(-1)).toBe('rate_limited')
  })

  test('a deleted service, and a deleted tenant, leave their seats to others', async () => {
    await keep.ask('pool.put', entry({ seats: 2 }))
    await give(named(keep.acme, keep.shop))
    await give(named(keep.rival, keep.blog))
    const end = { tenant: keep.acme, service: keep.shop, generation: 2, name: 'shop', tenantName: 'acme', kind: 'webserver' }
    expect(outcomeOf(await keep.approve('service.delete', end))).toBe('done')
    expect(seats()).toEqual([keep.blog])
    const names = () => keep.sent.map(({ name }) => name).slice(-2)
    expect(names()).toEqual(['seat.takeBack', 'service.delete'])
    const all = { tenant: keep.rival, generation: 2, name: 'rival', title: 'The rival' }
    expect(outcomeOf(await keep.approve('tenant.delete', all))).toBe('done')
    expect(seats()).toEqual([])
    expect(outcomeOf(await keep.ask('pool.remove', { licence, licenceName: 'softy' }))).toBe('done')
  })
})
