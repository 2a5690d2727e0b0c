import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type DayOfVisits, sketchBits } from '../../contracts/visits.ts'
import { observations } from '../../db/schema/index.ts'
import { as, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant } from '../testing/site.ts'
import { mergeDays } from './merge.ts'
import { due, readVisits } from './read.ts'

const start = Date.UTC(2026, 5, 2, 12)
let clock: number
let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let tenant: string
let service: string

beforeEach(async () => {
  clock = start
  door = new FakeDoor()
  backend = testBackend({ door, now: () => clock })
  tenant = await makeTenant(backend.app)
  service = await makeSite(backend.app, tenant)
})
afterEach(() => backend.stop())

function sketch(...bits: number[]): string {
  const bytes = new Uint8Array(sketchBits / 8)
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7))
  return Buffer.from(bytes).toString('base64')
}
const dayOf = (day: string, hits: number, bits: number[], page = '/'): DayOfVisits => ({
  ...{ day, hits, bytes: hits * 10, statuses: [0, hits, 0, 0, 0], visitors: sketch(...bits) },
  ...{ pages: [[page, hits]] as [string, number][], referrers: [] },
})
const runs = (state: 'running' | 'stopped' = 'running', lastUse = clock) =>
  backend.database.queries
    .insert(observations)
    .values({ service, state, since: 0, lastUse, connections: 0 })
    .onConflictDoUpdate({ target: observations.service, set: { state, lastUse } })
    .run()
const ask = async (days = 3) =>
  as(backend.app, await person(backend.app, { member: { tenant, role: 'member' } })).services.visits({ service, days })

test('days add up over several readings, and each line is counted once', async () => {
  runs()
  door.visits = (after) =>
    after === 0
      ? { running: true, until: 100, whole: true, days: [dayOf('2026-06-01', 5, [1, 2]), dayOf('2026-06-02', 2, [1])] }
      : { running: true, until: 200, whole: true, days: after === 100 ? [dayOf('2026-06-02', 3, [1, 3], '/new')] : [] }
  await readVisits(backend.app, { service, tenant })
  await readVisits(backend.app, { service, tenant })
  await readVisits(backend.app, { service, tenant })
  const view = await ask()
  expect(view.days).toEqual([
    { day: '2026-05-31', hits: 0, visitors: 0, bytes: 0, statuses: [0, 0, 0, 0, 0] },
    { day: '2026-06-01', hits: 5, visitors: 2, bytes: 50, statuses: [0, 5, 0, 0, 0] },
    { day: '2026-06-02', hits: 5, visitors: 2, bytes: 50, statuses: [0, 5, 0, 0, 0] },
  ])
  expect([view.visitors, view.pages, view.readAt]).toEqual([
    3,
    [
      ['/', 7],
      ['/new', 3],
    ],
    start,
  ])
})

test('two readings at the same time count once', async () => {
  runs()
  door.visits = () => ({ running: true, until: 100, whole: true, days: [dayOf('2026-06-02', 4, [1])] })
  await Promise.all([readVisits(backend.app, { service, tenant }), readVisits(backend.app, { service, tenant })])
  clock += 1000
  expect((await ask(1)).days[0]?.hits).toBe(4)
})

test('only sites that run and were used since the last reading are read', async () => {
  expect(due(backend.app)).toEqual([])
  runs('stopped')
  expect(due(backend.app)).toEqual([])
  runs()
  expect(due(backend.app)).toEqual([{ service, tenant }])
  clock += 1000
  await readVisits(backend.app, { service, tenant })
  expect(due(backend.app)).toEqual([])
  runs('running', clock)
  expect(due(backend.app)).toEqual([{ service, tenant }])
})

test('who looks at a site that runs sees what came until now; while the keep is away, what there was', async () => {
  runs()
  door.visits = (after) => ({ running: true, until: after + 1, whole: true, days: [dayOf('2026-06-02', 1, [1])] })
  expect((await ask(1)).days[0]?.hits).toBe(1)
  expect((await ask(1)).days[0]?.hits).toBe(1)
  clock += 30_000
  door.down = true
  expect((await ask(1)).days[0]?.hits).toBe(1)
  door.down = false
  expect((await ask(1)).days[0]?.hits).toBe(2)
})

test('in whatever order days are merged, the sums are the same', () => {
  const day = fc
    .tuple(fc.nat(1000), fc.array(fc.nat(sketchBits - 1), { maxLength: 20 }), fc.constantFrom('/', '/a', '/b'))
    .map(([hits, bits, page]) => dayOf('2026-06-02', hits, bits, page))
  fc.assert(
    fc.property(day, day, day, (a, b, c) => {
      expect(mergeDays(mergeDays(a, b), c)).toEqual(mergeDays(a, mergeDays(c, b)))
    }),
  )
})
