import { afterEach, beforeEach, expect, test } from 'vitest'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant, quiet } from '../testing/site.ts'
import { differencesOf } from './differences.ts'

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
  const caller = await person(app, { member: { tenant, role: 'owner' } })
  const owner = as(app, caller)
  const change = async (config: Record<string, boolean>) => {
    await owner.services.update({ service, config })
    await quiet(app)
  }
  return { app, tenant, service, owner, caller, change }
}
const refuse = (code: 'bad_input' | 'expired') => {
  let times = 1
  door.fail = ({ name }) => (name === 'service.apply' && times-- > 0 ? { code, message: 'The check said no.' } : undefined)
}
const applied = () => door.done.filter(({ name }) => name === 'service.apply').map(({ input }) => input.config)

test('each change is kept with who made it and what it changed, the newest first', async () => {
  const { service, owner, caller, change } = await ground()
  await change({ php: false })
  await change({ php: true })
  const [newest, before, made] = await owner.services.history({ service })
  expect(newest).toMatchObject({
    ...{ personName: caller.person, state: 'applied', current: true },
    differences: [{ name: 'php', before: 'false', after: 'true' }],
  })
  expect(before).toMatchObject({ current: false, differences: [{ name: 'php', before: null, after: 'false' }] })
  expect(made?.differences.map(({ name }) => name)).toContain('memoryMiB')
})

test('lists of actions say what each wish changed', async () => {
  const { app, tenant, service, owner, change } = await ground()
  await change({ php: false })
  await owner.services.halt({ service })
  await quiet(app)
  await owner.services.start({ service })
  await quiet(app)
  refuse('bad_input')
  await change({ php: true })
  const said = (await owner.actions.list({ tenant })).items.filter(({ name }) => name === 'service.apply').map(({ words }) => words)
  const { name } = await owner.services.get({ service })
  expect(said.reverse()).toEqual([
    `Create the service ${name}`,
    `Change the settings of the service ${name}: php`,
    `Stop the service ${name}`,
    `Start the service ${name}`,
    `Change the settings of the service ${name}: php`,
    `Put the settings of the service ${name} back`,
  ])
})

test('the same again, or what the plan changes, is no change of its own', async () => {
  const { app, tenant, service, owner, change } = await ground()
  await change({ php: false })
  await change({ php: false })
  const { plan } = await owner.tenants.get({ tenant })
  const view = (await asRoot(app).plans.list({})).items.find(({ id }) => id === plan)
  await asRoot(app).plans.update({
    plan,
    name: 'other',
    limits: view?.limits as never,
    idle: { freezeAfterSeconds: 1, stopAfterSeconds: 2 },
  })
  await quiet(app)
  expect(await owner.services.history({ service })).toHaveLength(2)
})

test('one can go back to any of them, and forth again', async () => {
  const { app, service, owner, change } = await ground()
  await change({ php: false })
  const history = await owner.services.history({ service })
  await owner.services.undo({ service, change: history[1]?.id ?? 0 })
  await quiet(app)
  expect(await owner.services.get({ service })).toMatchObject({ config: {}, state: 'active', error: null })
  await owner.services.undo({ service, change: history[0]?.id ?? 0 })
  await quiet(app)
  expect(applied()).toEqual([{}, { php: false }, {}, { php: false }])
  expect((await owner.services.history({ service })).map(({ current }) => current)).toEqual([true, false, false, false])
  await expect(owner.services.undo({ service, change: 9999 })).rejects.toThrow('There is no such change of this service')
})

test('what the keep refuses is in the history with its reason, and the settings before it go on', async () => {
  const { service, owner, change } = await ground()
  await change({ php: false })
  refuse('bad_input')
  await change({ php: true })
  expect(await owner.services.get({ service })).toMatchObject({
    ...{ config: { php: false }, state: 'active' },
    error: { code: 'bad_input', message: 'The check said no.' },
  })
  expect(applied().at(-1)).toEqual({ php: false })
  const [refused, inUse] = await owner.services.history({ service })
  expect(refused).toMatchObject({ state: 'refused', current: false, error: { message: 'The check said no.' } })
  expect(inUse).toMatchObject({ state: 'applied', current: true })
  await change({ php: true })
  expect(await owner.services.get({ service })).toMatchObject({ config: { php: true }, state: 'active', error: null })
  expect((await owner.services.history({ service })).map(({ state }) => state)).toEqual(['applied', 'applied', 'applied'])
})

test('what is asked for once more, since nobody took it in time, is the same change', async () => {
  const { service, owner, change } = await ground()
  refuse('expired')
  await change({ php: false })
  expect(await owner.services.get({ service })).toMatchObject({ config: { php: false }, state: 'active', error: null })
  expect((await owner.services.history({ service })).map(({ state }) => state)).toEqual(['applied', 'applied'])
})

test('differences hide verifiers and shorten what is long', () => {
  const settings = (config: Record<string, unknown>) => ({ config, resources: {} as never, idle: null, firstPort: null, packages: [] })
  expect(
    differencesOf(settings({ password: 'SCRAM…' }), settings({ password: 'SCRAM-new', names: ['a', 'b'], text: 'x'.repeat(300) })),
  ).toEqual([
    { name: 'names', before: null, after: 'a, b' },
    { name: 'password', before: '••••', after: '••••' },
    { name: 'text', before: null, after: `${'x'.repeat(200)}…` },
  ])
})

test('whose wish was refused goes on from it, and whoever began before somebody else’s is told', async () => {
  const { app, service, owner, change } = await ground()
  await change({ php: false })
  refuse('bad_input')
  await change({ php: true })
  const mend = (begun: boolean) => owner.services.update({ service, config: { php: true }, was: { config: { php: begun } } })
  await mend(true)
  await quiet(app)
  await expect(mend(false)).rejects.toThrow('changed since you began')
})
