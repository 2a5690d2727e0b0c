import { afterEach, beforeEach, expect, test } from 'vitest'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant, quiet } from '../testing/site.ts'
import { backUpControlDue } from './control.ts'

const [hour, day] = [3_600_000, 86_400_000]
let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let clock: number

beforeEach(() => {
  door = new FakeDoor()
  clock = Date.UTC(2026, 10, 26, 12)
  backend = testBackend({ door, now: () => clock })
  door.result = ({ name }) => (name === 'backup.state' ? { sealingKey: 'AA', freeMiB: 1, repositories: [], backups: [] } : {})
})
afterEach(() => backend.stop())

const asked = () => door.done.filter(({ name }) => name === 'backup.control')
const state = async () => (await asRoot(backend.app).backups.state()).control
const attention = async () => (await asRoot(backend.app).dashboard.get()).attention.map(({ text }) => text).join('\n')

test('the installation is backed up each day by itself, and by its own rules', async () => {
  const { app } = backend
  backUpControlDue(app)
  await quiet(app)
  expect(asked()).toEqual([])
  for (let days = 0; days < 2; days += 1) {
    clock += day
    backUpControlDue(app)
    backUpControlDue(app)
    await quiet(app)
  }
  expect(asked()).toHaveLength(2)
  expect(asked()[0]).toMatchObject({ actor: { person: 'system' }, input: { repository: 'local', days: 7 } })
  const { policy } = await state()
  await asRoot(app).backups.setControlPolicy({ ...policy, on: false })
  clock += day
  backUpControlDue(app)
  await quiet(app)
  expect(asked()).toHaveLength(2)
})

test('one that failed is tried again within the hour, and after two days without any the first page says so', async () => {
  const { app } = backend
  backUpControlDue(app)
  door.fail = ({ name }) => (name === 'backup.control' ? { code: 'storage_full', message: 'The repository has no room left.' } : undefined)
  clock += day
  backUpControlDue(app)
  await quiet(app)
  expect(await state()).toMatchObject({ nextAt: clock + hour, error: { code: 'storage_full' }, late: false })
  expect(await attention()).not.toContain('no backup of the installation')
  clock += day + 1
  expect(await attention()).toContain('There is no backup of the installation itself')
  door.fail = () => undefined
  await asRoot(app).backups.runControl()
  await quiet(app)
  expect(await state()).toMatchObject({ lastAt: clock, error: null, late: false })
  expect(await attention()).not.toContain('no backup of the installation')
})

test('is nothing for tenants, nor for those who only look', async () => {
  const tenant = await makeTenant(backend.app)
  const owner = await person(backend.app, { member: { tenant, role: 'owner' } })
  await expect(as(backend.app, owner).backups.runControl()).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('everything is made anew only while a restore is under way, tenants before their services', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  await expect(asRoot(app).setup.rebuild()).rejects.toThrow('Nothing is being restored')
  app.config.restoring = true
  const before = door.done.length
  await asRoot(app).setup.rebuild()
  await quiet(app)
  const since = door.done.slice(before).map(({ name, input }) => [name, (input as { service?: string }).service ?? tenant])
  expect(since.slice(0, 2)).toEqual([
    ['tenant.apply', tenant],
    ['service.apply', service],
  ])
})
