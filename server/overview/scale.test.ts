import Sqlite from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { makeSite, makeTenant } from '../testing/site.ts'

let backend: ReturnType<typeof testBackend>
let tenant: string
beforeEach(async () => {
  backend = testBackend()
  tenant = await makeTenant(backend.app)
  const service = await makeSite(backend.app, tenant)
  const now = Date.now()
  const numbers = sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 100000)`
  const { queries } = backend.database
  queries.run(sql`
    insert into actions (id, name, actor, actor_name, input, issued_at, expires_at, state, tenant, object, words, result, created_at)
    ${numbers} select 'a' || n, 'service.wake', '{"person":"root","role":"administrator"}', 'root', 'no JSON', 0, 0,
      case n % 50 when 0 then 'failed' else 'done' end, case n % 5 when 0 then ${tenant} else 't' || (n % 100) end, 's' || n, 'Wake', 'no JSON', ${now} - n
    from numbers`)
  queries.run(sql`
    insert into wakes (sequence, service, at, "from", by, source, milliseconds)
    ${numbers} select n, ${service}, ${now} - n * 20000, 'stopped', 'host', '', case n % 10 when 0 then null else n % 1000 end from numbers`)
  queries.run(sql`analyze`)
})
afterEach(() => {
  vi.restoreAllMocks()
  backend.stop()
})

/** Steps by which SQLite would look at every row of a large table, or sort rows of it, in what the work asks. */
async function slow(work: () => Promise<unknown>): Promise<string[]> {
  const prepare = vi.spyOn(Sqlite.prototype, 'prepare')
  await work()
  const asked = prepare.mock.calls.map(([text], index) => ({ text, database: prepare.mock.contexts[index] as Sqlite.Database }))
  prepare.mockRestore()
  const selects = asked.filter(({ text }) => /^\s*select/i.test(text) && /"(actions|wakes)"/.test(text))
  expect(selects.length).toBeGreaterThan(0)
  return selects.flatMap(({ text, database }) => {
    const values = Array.from({ length: text.split('?').length - 1 }, () => Date.now())
    const steps = database.prepare<unknown[], { detail: string }>(`explain query plan ${text}`).all(...values)
    // The times of one day are sorted for the percentile, whatever the index.
    const sorts = text.includes('row_number()') ? /^$/ : /(?<!LAST TERM OF )ORDER BY/
    return steps.map(({ detail }) => detail).filter((step) => /^SCAN (actions|wakes)(?! USING)/.test(step) || sorts.test(step))
  })
}

test.each([
  ['all', () => ({})],
  ['by state', () => ({ state: 'failed' as const })],
  ['of a tenant', () => ({ tenant })],
  ['of an object', () => ({ object: 's7' })],
  ['sorted by time', () => ({ sort: 'createdAt' })],
])('the list of actions, %s, reads no more of 100,000 rows than it shows, and no inputs', async (_, input) => {
  expect(await slow(() => asRoot(backend.app).actions.list(input()))).toEqual([])
})

test('dashboard and overview find their rows by indexes, and no wake leaves the database by itself', async () => {
  const { app } = backend
  const member = await person(app, { member: { tenant, role: 'member' } })
  expect(await slow(() => asRoot(app).dashboard.get())).toEqual([])
  expect(await slow(() => as(app, member).overview.get({ tenant }))).toEqual([])
  const { wakes } = await asRoot(app).dashboard.get()
  expect(wakes).toHaveLength(24)
  // One every 20 seconds, each slower than the one after it; every tenth never answered.
  expect(wakes.at(-2)?.count).toBe(180)
  expect((await as(app, member).overview.get({ tenant })).wakes).toEqual(wakes)
})

test('wanting an action counts the open ones of its tenant by an index', async () => {
  const { app } = backend
  const owner = await person(app, { member: { tenant, role: 'owner' } })
  const { items } = await asRoot(app).services.list({ tenant })
  expect(await slow(() => as(app, owner).services.wake({ service: items[0]?.id ?? '' }))).toEqual([])
})
