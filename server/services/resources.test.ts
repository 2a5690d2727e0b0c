import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ActionInput } from '../../contracts/actions.ts'
import type { Resources, TenantLimits } from '../../contracts/limits.ts'
import { as, asRoot, bigPlan, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant, quiet } from '../testing/site.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  backend = testBackend({ door })
})
afterEach(() => backend.stop())

const limits: TenantLimits = { ...bigPlan.limits, networkMbps: 100, cpuPercent: 50, domains: 2 }
const usual: Resources = { cpus: 1, memoryMiB: 128, diskMiB: 512, processes: 128 }

async function ground() {
  const { app } = backend
  const { plan } = await asRoot(app).plans.create({ ...bigPlan, name: 'rated', limits })
  const tenant = await makeTenant(app, 'acme', plan)
  const service = await makeSite(app, tenant)
  const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
  return { app, plan, tenant, service, owner }
}
const sent = () =>
  door.done.filter(({ name }) => name === 'service.apply').map(({ input }) => (input as ActionInput<'service.apply'>).resources)

test('a service has the rates of its plan, or its own below them', async () => {
  const { app, service, owner } = await ground()
  expect(sent()).toEqual([{ ...usual, networkMbps: 100, cpuPercent: 50 }])
  await owner.services.update({ service, resources: { ...usual, networkMbps: 10 } })
  await quiet(app)
  expect(sent().at(-1)).toEqual({ ...usual, networkMbps: 10, cpuPercent: 50 })
  expect(await owner.services.get({ service })).toMatchObject({
    resources: { networkMbps: 10 },
    effective: { networkMbps: 10, cpuPercent: 50 },
  })
  await expect(owner.services.update({ service, resources: { ...usual, networkMbps: 101 } })).rejects.toThrow(
    'The plan allows each service 100 Mbit in a second. Choose less, or a larger plan.',
  )
})

test('a plan with other rates reaches every service of its tenants, once', async () => {
  const { app, plan, service } = await ground()
  await asRoot(app).services.update({ service, idle: { freezeAfterSeconds: 5, stopAfterSeconds: 50 } })
  await quiet(app)
  const before = sent().length
  const slower = { ...limits, networkMbps: 20 }
  const { actions } = await asRoot(app).plans.update({ ...bigPlan, plan, name: 'rated', limits: slower })
  await quiet(app)
  expect(actions).toHaveLength(2)
  expect(sent().slice(before)).toEqual([{ ...usual, networkMbps: 20, cpuPercent: 50 }])
  await asRoot(app).plans.update({ ...bigPlan, plan, name: 'renamed', limits: slower })
  await quiet(app)
  expect(sent()).toHaveLength(before + 1)
})

test('domains are counted', async () => {
  const { app, plan, tenant, service, owner } = await ground()
  await owner.domains.add({ service, name: 'one.acme.test' })
  await owner.domains.add({ service, name: 'two.acme.test' })
  await expect(owner.domains.add({ service, name: 'three.acme.test' })).rejects.toThrow('acme would have 3 domains, and the plan allows 2')
  await expect(asRoot(app).plans.update({ ...bigPlan, plan, name: 'rated', limits: { ...limits, domains: 1 } })).rejects.toThrow(
    'acme would have 2 domains, and the plan allows 1',
  )
  await quiet(app)
  expect(await owner.tenants.get({ tenant })).toMatchObject({ domains: 2, limits: { domains: 2 }, extra: null })
})

test('what the machine cannot limit is told with the service, until it can', async () => {
  const { app, service, owner } = await ground()
  const answers = [['This machine cannot limit the network of a service.'], []]
  door.result = ({ name }) => (name === 'service.apply' ? { refused: answers.shift() } : {})
  await owner.services.update({ service, resources: usual })
  await quiet(app)
  expect((await owner.services.get({ service })).notes).toEqual(['This machine cannot limit the network of a service.'])
  await owner.services.update({ service, resources: usual })
  await quiet(app)
  expect((await owner.services.get({ service })).notes).toEqual([])
})

test('what a service uses is asked of the keep', async () => {
  const { service, owner } = await ground()
  expect(await owner.services.usage({ service })).toMatchObject({ power: 'running', heldBytes: 1, diskBytes: 1 })
})
