import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ActionName } from '../../contracts/actions.ts'
import type { ErrorView } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import { actions, certificates, controlBackups, domains, patchRuns, patchTargets, requests, services } from '../../db/schema/index.ts'
import { setTurn } from '../backups/policies.ts'
import { testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant } from '../testing/site.ts'
import { allProblems } from './list.ts'

const hour = 3_600_000
const day = 24 * hour
const error: ErrorView = { code: 'unavailable', message: 'Secret of somebody else.' }
let backend: ReturnType<typeof testBackend>
let door: FakeDoor
let tenant: string
let service: string
let now: number

beforeEach(async () => {
  door = new FakeDoor()
  now = Date.parse('2027-01-10T12:00:00Z')
  backend = testBackend({ door, now: () => now })
  tenant = await makeTenant(backend.app)
  service = await makeSite(backend.app, tenant, 'shop', ['shop.example.org'])
})
afterEach(() => backend.stop())

const db = () => backend.database.queries
function action(name: ActionName, change: Partial<typeof actions.$inferInsert> = {}): void {
  const asked = {
    actor: { person: 'root', role: 'administrator' as const },
    actorName: 'root',
    input: {},
    issuedAt: now,
    expiresAt: now + hour,
  }
  const about = { tenant, tenantName: 'acme', object: service, words: 'words', createdAt: now }
  db()
    .insert(actions)
    .values({ id: newId('u'), name, state: 'failed', error, ...asked, ...about, ...change })
    .run()
}
function unpatched(state: 'back' | 'failed'): void {
  const run = newId('y')
  const rest = { options: {} as never, actor: { person: 'root', role: 'administrator' as const }, startedBy: 'root', packages: [] }
  db()
    .insert(patchRuns)
    .values({ id: run, kind: 'webserver', state: 'stopped', createdAt: now, endedAt: now, ...rest })
    .run()
  const target = { run, service, serviceName: 'shop', tenant, tenantName: 'acme', first: true, error, endedAt: now }
  db()
    .insert(patchTargets)
    .values({ ...target, state })
    .run()
}
const certificate = (change: object) =>
  db()
    .insert(certificates)
    .values({
      ...{ id: newId('c'), tenant, names: ['shop.example.org'], issuer: 'ca', notBefore: 0, notAfter: now + 90 * day },
      ...{ state: 'active' as const, createdAt: 0, ...change },
    })
    .run()
const request = (decider: 'owner' | 'administrator') =>
  db()
    .insert(requests)
    .values({
      ...{ id: newId('q'), tenant, service, wish: { want: 'port' as const, firstPort: 80 }, before: {}, reason: 'see http://evil' },
      ...{ state: 'waiting' as const, decider, rule: '', createdAt: now },
    })
    .run()
const fail = (table: typeof services | typeof domains) => db().update(table).set({ state: 'failed', error }).run()

/** What administrators and the tenant's owners are told: class and news, without what is there anyhow. */
function told(owners: boolean): string[] {
  return allProblems(backend.app, { tenant: null, owners })
    .filter(({ key }) => key !== 'zone:keep')
    .map(({ class: sort, news }) => `${sort}: ${news}`)
}

type Case = [name: string, make: () => void, administrators: string[], owners?: string[]]
const cases: Case[] = [
  ['a service that failed', () => fail(services), ['failures: The service acme/shop failed (unavailable).']],
  ['a domain that failed', () => fail(domains), ['failures: The domain shop.example.org failed (unavailable).']],
  [
    'a backup that failed',
    () => setTurn(db(), service, { error, lastAt: now - 9 * day }),
    ['backups: The backups of acme/shop have a problem (unavailable).'],
  ],
  ['a backup that is overdue', () => setTurn(db(), service, { lastAt: now - 3 * day }), ['backups: The backup of acme/shop is overdue.']],
  [
    'one that is switched off is never overdue',
    () => {
      const keep = { last: 1, daily: 1, weekly: 1, monthly: 1 }
      const policy = { on: false, every: 'day' as const, at: '02:00', zone: 'UTC', repository: 'local', keep }
      setTurn(db(), service, { lastAt: now - 30 * day, policy })
    },
    [],
  ],
  [
    'one of last week, where there is one each week, is in time',
    () => {
      const keep = { last: 1, daily: 1, weekly: 1, monthly: 1 }
      setTurn(db(), service, {
        lastAt: now - 7 * day,
        policy: { on: true, every: 'week', at: '02:00', zone: 'UTC', repository: 'local', keep },
      })
    },
    [],
  ],
  ['one of last night is in time', () => setTurn(db(), service, { lastAt: now - 30 * hour }), []],
  [
    'a trial to restore that failed',
    () => action('backup.drill'),
    ['backups: A trial to restore a backup of acme/shop failed (unavailable).'],
  ],
  [
    'one that a later trial has made good',
    () => {
      action('backup.drill', { createdAt: now - day })
      action('backup.drill', { state: 'done', error: null })
    },
    [],
  ],
  [
    'the backup of the installation',
    () => db().insert(controlBackups).values({ id: 'control', since: now, error }).run(),
    ['backups: The last backup of the installation itself failed. It is tried again every hour.'],
    [],
  ],
  [
    'a run of patches that stopped because a service was taken back',
    () => unpatched('back'),
    [
      'patches: A run of patches for webserver stopped.',
      'patches: The service acme/shop was taken back to its former root: patching it failed (unavailable).',
    ],
    ['patches: The service acme/shop was taken back to its former root: patching it failed (unavailable).'],
  ],
  ['an action that failed', () => action('backup.restorePart'), ['actions: backup.restorePart of acme failed (unavailable).']],
  ['what people try in vain every day', () => action('files.move'), [], ['actions: files.move of acme failed (unavailable).']],
  ['one that failed long ago', () => action('service.restart', { createdAt: now - 25 * hour }), []],
  ['one that its object tells of', () => action('backup.run'), []],
  ['one that was asked for again', () => action('service.apply', { error: { ...error, code: 'stale_generation' } }), []],
  [
    'a change of the firewall that went back',
    () => action('firewall.tenant', { object: tenant, error: { ...error, code: 'conflict' } }),
    ['firewall: A change of firewall rules of acme went back by itself.'],
  ],
  [
    "one of the machine's own firewall",
    () => action('host.firewall', { tenant: null, tenantName: null, object: null, error: { ...error, code: 'conflict' } }),
    ["firewall: A change of the machine's own firewall went back by itself."],
  ],
  ['a request for administrators', () => request('administrator'), ['waiting: acme/shop asks for to listen at ports from 80 up.']],
  ['a request that an owner decides', () => request('owner'), [], ['waiting: acme/shop asks for to listen at ports from 80 up.']],
  [
    'an approval',
    () => action('backup.restore', { state: 'awaiting_approval', error: null }),
    ['waiting: backup.restore of acme waits for an approval.'],
  ],
  [
    'one that administrators alone can give',
    () => action('administrator.remove', { state: 'awaiting_approval', error: null }),
    ['waiting: administrator.remove of acme waits for an approval.'],
    [],
  ],
  [
    'a certificate that ends',
    () => certificate({ notAfter: now + 3 * day }),
    ['certificates: A certificate of acme, for shop.example.org, expires in 3 days.'],
  ],
  [
    'a certificate that failed',
    () => certificate({ state: 'failed', error }),
    ['certificates: A certificate of acme, for shop.example.org, failed (unavailable).'],
  ],
]
test.each(cases)(
  '%s: administrators and owners are told what concerns them, by names and codes alone',
  (_, make, administrators, owners) => {
    setTurn(db(), service, { lastAt: now })
    make()
    expect(told(false)).toEqual(administrators)
    // The tenant of what has none is nobody's.
    expect(told(true)).toEqual(owners ?? administrators)
    expect(told(false).join()).not.toMatch(/Secret|evil/)
  },
)

test('an agent that does not answer is told by its name, beside nothing of the keep that it is in', async () => {
  door.change({
    agents: [
      { name: 'waker', alive: false },
      { name: 'door', alive: true },
    ],
  })
  await expect.poll(() => backend.app.watch.seen().reachable).toBe(true)
  const problems = allProblems(backend.app, { tenant: null, owners: false })
  expect(problems.map(({ key, text }) => `${key} ${text}`)).toEqual(['agent:waker The agent waker does not answer.'])
})

test('what has gone has no problem', () => {
  db().update(services).set({ state: 'failed', error, goneWith: 3 }).where(eq(services.id, service)).run()
  setTurn(db(), service, { error })
  expect(told(false)).toEqual([])
})
