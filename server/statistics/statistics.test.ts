import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../contracts/ids.ts'
import { wakes } from '../../db/schema/index.ts'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant } from '../testing/site.ts'

const hour = 3_600_000
const range = { metrics: ['cpu', 'requests'] as const, from: 1_000 * hour, to: 1_001 * hour, points: 60 }
const asked = { ...range, metrics: [...range.metrics] }
let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let tenant: string
let service: string

beforeEach(async () => {
  door = new FakeDoor()
  backend = testBackend({ door })
  tenant = await makeTenant(backend.app)
  service = await makeSite(backend.app, tenant)
})
afterEach(() => backend.stop())

test('a member sees the series of his service and tenant, with the wakes of the same steps', async () => {
  const { app, database } = backend
  const row = { service, from: 'stopped' as const, by: 'host', source: '', engineMilliseconds: null, error: null }
  const at = [range.from, range.from + 59_999, range.from + 30 * 60_000, range.to - 1, range.to, range.from - 1]
  for (const [sequence, time] of at.entries())
    database.queries
      .insert(wakes)
      .values({ ...row, sequence: sequence + 1, at: time, milliseconds: sequence === 0 ? null : sequence * 100 })
      .run()
  const member = as(app, await person(app, { member: { tenant, role: 'member' } }))
  const found = await member.statistics.service({ ...asked, service })
  expect(found.series.map(({ metric }) => metric)).toEqual(['cpu', 'requests'])
  expect(
    found.wakes?.counts
      .map((count, step) => (count === 0 ? '' : `${step}:${count}`))
      .join(' ')
      .trim()
      .split(/ +/),
  ).toEqual(['0:2', '30:1', '59:1'])
  expect([0, 30, 59].map((step) => found.wakes?.p95[step])).toEqual([100, 200, 300])
  expect((await member.statistics.tenant({ ...asked, tenant })).wakes).toEqual(found.wakes)
  expect(door.asked.map(({ object }) => object)).toEqual([`service:${service}`, `tenant:${tenant}`])
})

test('the machine and its zones are for administrators; a zone has no wakes', async () => {
  const { app } = backend
  const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
  await expect(owner.statistics.machine(asked)).rejects.toThrow('Your role may not do this')
  expect((await asRoot(app).statistics.machine(asked)).wakes?.counts).toHaveLength(60)
  expect((await asRoot(app).statistics.machine({ ...asked, zone: 'keep' })).wakes).toBeNull()
  expect(door.asked.map(({ object }) => object)).toEqual(['machine', 'zone:keep'])
})

test('who is busy: everybody sees his own, by name; what is gone has none', async () => {
  const { app } = backend
  const other = await makeTenant(app, 'other')
  const theirs = await makeSite(app, other)
  door.busy = [theirs, newId('s'), service].map((id, index) => ({
    service: id,
    tenant: index === 0 ? other : tenant,
    values: { cpu: 1 - index / 10 },
  }))
  const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
  expect(await owner.statistics.top({})).toEqual([{ service, name: 'shop', tenant, tenantName: 'acme', values: { cpu: 0.8 } }])
  expect((await asRoot(app).statistics.top({})).map((one) => one.service)).toEqual([theirs, service])
  expect((await asRoot(app).statistics.top({ tenant: other })).map((one) => one.service)).toEqual([theirs])
  await expect(owner.statistics.top({ tenant: other })).rejects.toThrow('There is no such thing')
})

test('a range that is empty or too long is refused before the keep is asked', async () => {
  for (const change of [{ to: range.from }, { to: 40_000 * hour }, { points: 0 }, { points: 100_000 }])
    await expect(asRoot(backend.app).statistics.machine({ ...asked, ...change })).rejects.toThrow()
  expect(door.asked).toEqual([])
})

test('while the keep is away, its words say so', async () => {
  door.down = true
  await expect(asRoot(backend.app).statistics.machine(asked)).rejects.toThrow('The keep does not answer')
})
