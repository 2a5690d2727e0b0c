import { afterEach, beforeEach, expect, test } from 'vitest'
import { newSnapshotName } from '../../contracts/snapshots.ts'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant, quiet } from '../testing/site.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  backend = testBackend({ door })
})
afterEach(() => backend.stop())

async function ground() {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  const member = as(app, await person(app, { member: { tenant, role: 'member' } }))
  return { app, tenant, service, member }
}
const last = (count: number) => door.done.slice(-count).map(({ name, input, actor }) => ({ name, halted: input.halted, by: actor.role }))

test('what is stopped stays stopped through every later wish, until it is started and woken', async () => {
  const { app, service, member } = await ground()
  await member.services.halt({ service })
  await quiet(app)
  expect(last(1)).toEqual([{ name: 'service.apply', halted: true, by: 'member' }])
  expect(await member.services.get({ service })).toMatchObject({ halted: true, state: 'active' })
  await asRoot(app).services.update({ service, config: { php: false } })
  await quiet(app)
  expect(last(1)).toMatchObject([{ name: 'service.apply', halted: true }])
  await expect(member.services.wake({ service })).rejects.toThrow('This service is stopped. Start it first.')
  await expect(member.services.restart({ service })).rejects.toThrow('This service is stopped. Start it first.')
  await member.services.start({ service })
  await quiet(app)
  expect(last(2)).toEqual([
    { name: 'service.apply', halted: undefined, by: 'member' },
    { name: 'service.wake', halted: undefined, by: 'member' },
  ])
  expect(await member.services.get({ service })).toMatchObject({ halted: false })
})

test('starting what is not stopped only wakes it', async () => {
  const { app, service, member } = await ground()
  const before = door.done.length
  await member.services.start({ service })
  await quiet(app)
  expect(door.done.slice(before).map(({ name }) => name)).toEqual(['service.wake'])
})

test('restart and reload are actions of their own; a suspended tenant has none of it', async () => {
  const { app, tenant, service, member } = await ground()
  await member.services.restart({ service })
  await member.services.reload({ service })
  await quiet(app)
  expect(last(2).map(({ name }) => name)).toEqual(['service.restart', 'service.reload'])
  expect(await member.services.processes({ service })).toMatchObject({ processes: [{ name: 'nginx', up: true }] })
  await asRoot(app).tenants.suspend({ tenant })
  for (const deed of ['start', 'restart', 'reload'] as const)
    await expect(asRoot(app).services[deed]({ service })).rejects.toThrow('The tenant acme is suspended')
})

test('data is kept by members and put back by owners, with a name for what was there', async () => {
  const { app, service, member } = await ground()
  await member.services.snapshot({ service })
  const [snapshot] = await member.services.snapshots({ service })
  await expect(member.services.revert({ service, snapshot: snapshot?.name ?? '' })).rejects.toThrow('Your role may not do this')
  await asRoot(app).services.revert({ service, snapshot: snapshot?.name ?? '' })
  await quiet(app)
  const [taken, put] = door.done.slice(-2)
  expect(taken).toMatchObject({ name: 'service.snapshot', input: { snapshot: expect.stringMatching(/^asked-[a-z2-7]{12}$/) } })
  expect(put).toMatchObject({ name: 'service.revert', input: { snapshot: snapshot?.name, halted: false } })
  expect(put?.input.undo).not.toBe(snapshot?.name)
})

test('who only looks sees the snapshots too, though the keep knows no auditors', async () => {
  const { app, service, member } = await ground()
  await member.services.snapshot({ service })
  const auditor = as(app, await person(app, { duty: 'auditor' }))
  expect(await auditor.services.snapshots({ service })).toHaveLength(1)
  await expect(auditor.services.snapshot({ service })).rejects.toThrow('You only look here')
})

test('who only looks sees its processes and what it uses', async () => {
  const { app, service } = await ground()
  const auditor = as(app, await person(app, { duty: 'auditor' }))
  expect((await auditor.services.processes({ service })).processes.length).toBeGreaterThan(0)
  await auditor.services.usage({ service })
  await expect(auditor.services.restart({ service })).rejects.toThrow('You only look here')
})

test('stopping is no change of the settings', async () => {
  const { app, service, member } = await ground()
  await member.services.halt({ service })
  await quiet(app)
  expect(await member.services.history({ service })).toHaveLength(1)
})

test('what is to be tried first says so to the keep, also when it is asked for once more or goes back', async () => {
  const { app, service } = await ground()
  const tried = () => door.done.slice(-1).map(({ name, input }) => ({ name, rehearse: input.rehearse }))
  await asRoot(app).services.update({ service, config: { php: false }, rehearse: true })
  await quiet(app)
  expect(tried()).toEqual([{ name: 'service.apply', rehearse: true }])
  const [, first] = await asRoot(app).services.history({ service })
  await asRoot(app).services.undo({ service, change: first?.id ?? 0, rehearse: true })
  await quiet(app)
  expect(tried()).toEqual([{ name: 'service.apply', rehearse: true }])
  await asRoot(app).services.update({ service, config: { php: false } })
  await quiet(app)
  expect(tried()).toEqual([{ name: 'service.apply', rehearse: undefined }])
  const snapshot = newSnapshotName()
  await asRoot(app).services.revert({ service, snapshot, rehearse: true })
  await quiet(app)
  expect(tried()).toEqual([{ name: 'service.revert', rehearse: true }])
})
