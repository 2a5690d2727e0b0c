import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type BackupRow, defaultPolicy } from '../../contracts/backups.ts'
import { newId } from '../../contracts/ids.ts'
import { attentionOf } from '../overview/attention.ts'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { approve, deleteSite, makeSite, makeTenant, quiet } from '../testing/site.ts'
import { backUpDue, drillNext, keepBackups, retireDeleted } from './rounds.ts'

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

test('a service that the keep does not know has had its turn: the next one is tried', async () => {
  const { app } = backend
  const second = await makeSite(app, tenant, 'blog')
  for (const each of [service, second]) await asRoot(app).backups.run({ service: each })
  await quiet(app)
  let missing: unknown
  door.fail = ({ name, input }) => {
    if (name !== 'backup.list') return undefined
    missing ??= input.service
    return input.service === missing ? { code: 'not_found', message: 'There is no such service.' } : undefined
  }
  await drillNext(app)
  clock += day
  await drillNext(app)
  await quiet(app)
  expect(asked('backup.drill')).toMatchObject([{ input: { service: missing === service ? second : service } }])
})

test('a service whose backups cannot be listed keeps nothing else from being looked after', async () => {
  const { app } = backend
  await asRoot(app).backups.run({ service })
  await quiet(app)
  door.fail = ({ name }) => (name === 'backup.list' ? { code: 'internal', message: 'It failed.' } : undefined)
  vi.useFakeTimers()
  const round = keepBackups(app)
  await vi.advanceTimersByTimeAsync(31_000)
  round.stop()
  vi.useRealTimers()
  expect(asked('backup.state')).toHaveLength(1)
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
  await expect(asRoot(app).backups.setPolicy({ service, policy: { ...more, repository: 'elsewhere' } })).rejects.toThrow(
    'There is no repository elsewhere',
  )
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

describe('backups of a deleted service', () => {
  const other = 'saaaaaaaaaaab'
  let rows: BackupRow[]
  beforeEach(() => {
    const common = {
      owner: tenant,
      repository: 'local',
      name: 'old',
      kind: 'webserver',
      bytes: 1,
      added: 1,
      files: 1,
      seconds: 1,
      links: {},
    }
    const row = { ...common, id: 'abcdef02', source: other, at: clock, keepUntil: clock + day, keep: null, verified: null, drill: null }
    rows = [row, { ...row, id: 'abcdef03', at: clock - day }, { ...row, id: 'abcdef04', source: service, name: 'shop' }]
    const gone = [{ source: other, owner: tenant, at: clock - day, left: 'keep' }]
    const state = { sealingKey: 'AA', freeMiB: 1, repositories: [], backups: rows, gone }
    door.result = ({ name }) => (name === 'backup.state' || name === 'backup.ofTenant' ? state : {})
  })

  test('are told of at its deletion, and say what the person chose', async () => {
    const { app } = backend
    const { action } = await asRoot(app).services.delete({ service, backups: 'remove' })
    await approve(app, action)
    await quiet(app)
    expect(asked('service.delete')).toMatchObject([{ input: { backups: 'remove' } }])
    expect(asked('backup.retire')).toMatchObject([{ actor: { person: 'system' }, input: { owner: tenant, source: service } }])
  })

  test('are told of again when the vault does not know it, and never for a service that lives', async () => {
    const { app } = backend
    await retireDeleted(app)
    await quiet(app)
    expect(asked('backup.retire')).toEqual([])
    await deleteSite(app, service)
    await retireDeleted(app)
    await quiet(app)
    expect(asked('backup.retire').map(({ input }) => input.source)).toEqual([service, service])
  })

  test('are shown apart from those of services, to its owner and to administrators', async () => {
    const { app } = backend
    const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
    const shown = [
      { source: other, name: 'old', tenantName: 'acme', backups: [{ id: 'abcdef02' }, { id: 'abcdef03' }], until: clock + 29 * day },
    ]
    expect(await owner.backups.left({ tenant })).toMatchObject(shown)
    const { deleted, services } = await asRoot(app).backups.state()
    expect(deleted).toMatchObject(shown)
    expect(services).toMatchObject([{ service, backups: 1 }])
    const member = as(app, await person(app, { member: { tenant, role: 'member' } }))
    await expect(member.backups.left({ tenant })).rejects.toThrow()
  })

  test('fill a new service with an owner’s approval, and are removed with one', async () => {
    const { app } = backend
    const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
    const made = await owner.backups.restoreLeft({ tenant, source: other, backup: 'abcdef03', name: 'again' })
    await quiet(app)
    await approve(app, made.action)
    expect(asked('backup.restore')).toMatchObject([{ input: { service: made.service, source: other, backup: 'abcdef03', name: 'again' } }])
    const { action } = await owner.backups.removeLeft({ tenant, source: other })
    await approve(app, action)
    expect(asked('backup.remove')).toMatchObject([{ input: { tenant, tenantName: 'acme', source: other, name: 'old' } }])
    await expect(owner.backups.removeLeft({ tenant, source: service })).rejects.toThrow('no backups of such a service')
  })
})

test('backups that cannot be restored are told of at their service, and where people look for what is wrong', async () => {
  const { app } = backend
  const text = 'The repository is damaged: 1 backup of 2 cannot be restored.'
  const before = door.result
  door.result = (action) =>
    action.name === 'backup.verify' ? { ok: false, text, damaged: [], lost: [], sources: [service] } : before(action)
  await asRoot(app).backups.verify({ service })
  await quiet(app)
  expect(await asRoot(app).backups.list({ service })).toMatchObject({ error: { message: text } })
  expect(attentionOf(app, tenant)).toMatchObject([{ tone: 'bad', text: `Backups of shop: ${text}` }])
  door.result = (action) => (action.name === 'backup.run' ? { alarm: 'One is lost.' } : before(action))
  await asRoot(app).backups.run({ service })
  await quiet(app)
  expect(await asRoot(app).backups.list({ service })).toMatchObject({ error: { message: 'One is lost.' } })
})

test('before the rules of a plan are saved people see what they remove, of which services', async () => {
  const { app } = backend
  const { plan } = await asRoot(app).tenants.get({ tenant })
  const keep = { last: 1, daily: 0, weekly: 0, monthly: 0 }
  expect(await asRoot(app).backups.planPreview({ plan, keep })).toEqual({ services: 1, removes: [] })
  clock += 2 * day
  const before = door.result
  door.result = (action) => {
    const state = before(action) as { backups?: BackupRow[] }
    const [row] = state.backups ?? []
    if (action.name !== 'backup.state' || row === undefined) return before(action)
    return { ...state, backups: [0, 1, 2, 3].map((age) => ({ ...row, id: `abcdef1${age}`, at: row.at - age * day })) }
  }
  expect(await asRoot(app).backups.planPreview({ plan, keep })).toMatchObject({ removes: [{ service, tenantName: 'acme', removed: 1 }] })
})

test('before rules are saved people see what they remove', async () => {
  const keep = { last: 1, daily: 0, weekly: 0, monthly: 0 }
  expect(await asRoot(backend.app).backups.preview({ service, keep })).toEqual({ removed: [] })
})
