import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultPolicy } from '../../contracts/backups.ts'
import { newId } from '../../contracts/ids.ts'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { approve, makeSite, makeTenant, quiet } from '../testing/site.ts'
import { backUpDue, drillNext } from './rounds.ts'

const day = 86_400_000
let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let clock: number
let tenant: string
let service: string

beforeEach(async () => {
  door = new FakeDoor()
  clock = Date.UTC(2026, 10, 26, 12)
  backend = testBackend({ door, now: () => clock })
  tenant = await makeTenant(backend.app)
  service = await makeSite(backend.app, tenant)
  const row = { id: 'abcdef01', owner: tenant, source: service, repository: 'local', name: 'shop', kind: 'webserver', at: clock }
  const whole = { ...row, bytes: 1, added: 1, files: 1, seconds: 1, keepUntil: clock + day, verified: null, drill: null }
  door.result = ({ name }) => {
    if (name === 'backup.list') return { backups: [whole], former: null }
    if (name === 'backup.browse') return { entries: [], truncated: false }
    if (name !== 'backup.state') return {}
    const local = { name: 'local', spec: { sort: 'local' }, state: null, checked: null, backups: 1 }
    return { sealingKey: 'AA', freeMiB: 1, repositories: [local], backups: [whole] }
  }
})
afterEach(() => backend.stop())

const asked = (name: string) => door.done.filter((action) => action.name === name)
const one = { service: '', backup: 'abcdef01' }

test('a service is backed up each day at its time, not before and not twice, and old ones are looked at afterwards', async () => {
  const { app } = backend
  backUpDue(app)
  await quiet(app)
  expect(asked('backup.run')).toEqual([])
  const { nextAt } = await asRoot(app).backups.list({ service })
  expect(nextAt).toBeGreaterThan(clock)
  for (let days = 0; days < 3; days += 1) {
    clock += day
    backUpDue(app)
    backUpDue(app)
    await quiet(app)
  }
  expect(asked('backup.run')).toHaveLength(3)
  expect(asked('backup.run')[0]).toMatchObject({ actor: { person: 'system' }, input: { tenant, service, repository: 'local', days: 7 } })
  expect(asked('backup.forget')).toHaveLength(3)
  expect(asked('backup.verify')).toHaveLength(1)
  expect(await asRoot(app).backups.list({ service })).toMatchObject({ lastAt: clock, error: null })
})

test('a failure stands on the page until the next one is good', async () => {
  const { app } = backend
  door.fail = ({ name }) => (name === 'backup.run' ? { code: 'storage_full', message: 'The repository has no room left.' } : undefined)
  await asRoot(app).backups.run({ service })
  await quiet(app)
  expect(await asRoot(app).backups.list({ service })).toMatchObject({ error: { code: 'storage_full' } })
  expect((await asRoot(app).backups.state()).services[0]).toMatchObject({ error: { code: 'storage_full' } })
  door.fail = () => undefined
  await asRoot(app).backups.run({ service })
  await quiet(app)
  expect(await asRoot(app).backups.list({ service })).toMatchObject({ error: null })
})

test('the newest backup of one service a day is tried', async () => {
  const { app } = backend
  await drillNext(app)
  await asRoot(app).backups.run({ service })
  await quiet(app)
  await drillNext(app)
  await drillNext(app)
  await quiet(app)
  expect(asked('backup.drill')).toMatchObject([{ input: { service, backup: 'abcdef01' } }])
  clock += day
  await drillNext(app)
  await quiet(app)
  expect(asked('backup.drill')).toHaveLength(2)
})

test('a member brings back files, an owner the whole service, with an approval', async () => {
  const { app } = backend
  const member = as(app, await person(app, { member: { tenant, role: 'member' } }))
  const of = { ...one, service }
  await member.backups.restorePart({ ...of, part: { sort: 'path', path: 'htdocs' }, place: 'beside' })
  await quiet(app)
  expect(asked('backup.restorePart')).toMatchObject([{ input: { tenant, part: { path: 'htdocs' }, place: 'beside', at: clock } }])
  await expect(member.backups.restore(of)).rejects.toThrow('Your role may not do this')
  const ada = await person(app, { member: { tenant, role: 'owner' } })
  const owner = as(app, ada)
  const { action } = await owner.backups.restore(of)
  expect(asked('backup.restore')).toEqual([])
  const key = { id: newId('k'), person: ada.person, personName: 'Ada', label: 'key', tenant, credential: 'of Ada', createdAt: 0 }
  door.keys = [key]
  await approve(app, action, ada)
  expect(asked('backup.restore')).toMatchObject([{ input: { name: 'shop', tenantName: 'acme', backup: 'abcdef01' } }])
  await expect(owner.backups.restore({ service, backup: 'ffffffff' })).rejects.toThrow('There is no such backup')
})

test('an own choice stays within the plan; an administrator’s exception does not have to', async () => {
  const { app } = backend
  const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
  const more = { ...defaultPolicy, keep: { ...defaultPolicy.keep, daily: 30 } }
  await expect(owner.backups.setPolicy({ service, policy: more })).rejects.toThrow('The plan keeps 7 (daily)')
  await expect(owner.backups.setPolicy({ service, policy: { ...defaultPolicy, every: 'hour' } })).rejects.toThrow('every day')
  await expect(owner.backups.setPolicy({ service, policy: { ...defaultPolicy, repository: 'elsewhere' } })).rejects.toThrow('local')
  await owner.backups.setPolicy({ service, policy: { ...defaultPolicy, at: '04:30', zone: 'Europe/Berlin' } })
  expect(await owner.backups.list({ service })).toMatchObject({ own: true, policy: { at: '04:30' }, planPolicy: { at: '03:00' } })
  await asRoot(app).backups.setPolicy({ service, policy: more })
  await owner.backups.setPolicy({ service, policy: null })
  expect(await owner.backups.list({ service })).toMatchObject({ own: false, policy: { at: '03:00' } })
})

test('what a plan says holds for services that have chosen nothing', async () => {
  const { app } = backend
  const root = asRoot(app)
  const { plan } = await root.tenants.get({ tenant })
  await root.backups.setPlanPolicy({ plan, policy: { ...defaultPolicy, on: false } })
  expect(await root.backups.list({ service })).toMatchObject({ policy: { on: false }, nextAt: null })
  clock += 2 * day
  backUpDue(app)
  await quiet(app)
  expect(asked('backup.run')).toEqual([])
})

test('before rules are saved people see what they remove', async () => {
  const keep = { last: 1, daily: 0, weekly: 0, monthly: 0 }
  expect(await asRoot(backend.app).backups.preview({ service, keep })).toEqual({ removed: [] })
})
