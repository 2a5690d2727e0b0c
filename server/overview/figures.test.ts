import { afterEach, beforeEach, expect, test } from 'vitest'
import { wakes } from '../../db/schema/index.ts'
import { testBackend } from '../testing/backend.ts'
import { makeSite, makeTenant } from '../testing/site.ts'
import { wakesByHour } from './figures.ts'

const hour = 3_600_000
const now = 500_000 * hour + 1
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  backend = testBackend({ now: () => now })
})
afterEach(() => backend.stop())

test('hours have their count and the 95th percentile of what answered, over the last 24, for one tenant or all', async () => {
  const { app, database } = backend
  const [acme, other] = [await makeTenant(app), await makeTenant(app, 'other')]
  const [shop, blog] = [await makeSite(app, acme), await makeSite(app, other)]
  let sequence = 0
  const add = (service: string, at: number, milliseconds: number | null) => {
    const row = { sequence: ++sequence, service, at, from: 'stopped' as const, by: '', source: '', milliseconds }
    database.queries.insert(wakes).values(row).run()
  }
  for (let time = 40; time >= 1; time -= 1) add(shop, now - hour, time)
  add(shop, now - hour, null)
  add(shop, now, null)
  add(blog, now, 7)
  add(blog, now - 24 * hour, 1)
  const all = wakesByHour(app, null)
  expect(all.map(({ hour: at }) => at)).toEqual(Array.from({ length: 24 }, (_, index) => (500_000 - 23 + index) * hour))
  expect(all.slice(-2)).toMatchObject([
    { count: 41, p95: 38 },
    { count: 2, p95: 7 },
  ])
  expect(all.slice(0, -2).every(({ count, p95 }) => count === 0 && p95 === null)).toBe(true)
  expect(wakesByHour(app, acme).slice(-2)).toMatchObject([
    { count: 41, p95: 38 },
    { count: 1, p95: null },
  ])
})
