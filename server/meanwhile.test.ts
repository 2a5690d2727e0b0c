import { afterEach, beforeEach, expect, test } from 'vitest'
import { asRoot, bigPlan, testBackend } from './testing/backend.ts'
import { makeSite, makeTenant, quiet } from './testing/site.ts'

let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  backend = testBackend()
})
afterEach(() => backend.stop())

const api = () => asRoot(backend.app)
const stale = (asked: Promise<unknown>) => expect(asked).rejects.toThrow(/changed since you began, perhaps in another window/)

test('a plan that was saved in another window meanwhile is not overwritten', async () => {
  const { plan } = await api().plans.create(bigPlan)
  const save = (name: string) => api().plans.update({ ...bigPlan, plan, name, was: bigPlan })
  await save('first')
  await stale(save('second'))
  expect((await api().plans.list({})).items.map(({ name }) => name)).toEqual(['first'])
})

test('settings: nor are the sleep times of new plans', async () => {
  const was = { defaultIdle: (await api().settings.get()).defaultIdle }
  const save = (freezeAfterSeconds: number) => api().settings.update({ defaultIdle: { ...was.defaultIdle, freezeAfterSeconds }, was })
  await save(1)
  await stale(save(2))
  expect((await api().settings.get()).defaultIdle.freezeAfterSeconds).toBe(1)
})

test('tenants: nor is a name; a change of another part is no obstacle', async () => {
  const tenant = await makeTenant(backend.app)
  const { title, plan } = await api().tenants.get({ tenant })
  await api().tenants.update({ tenant, title: 'First', was: { title } })
  await stale(api().tenants.update({ tenant, title: 'Second', was: { title } }))
  await api().tenants.update({ tenant, plan, was: { plan } })
  expect((await api().tenants.get({ tenant })).title).toBe('First')
})

test('services: configuration, resources and sleep times each guard themselves', async () => {
  const service = await makeSite(backend.app, await makeTenant(backend.app))
  const { config, resources } = await api().services.get({ service })
  const configure = () => api().services.update({ service, config: { php: true }, was: { config } })
  await configure()
  await stale(configure())
  const resize = (processes: number) => api().services.update({ service, resources: { ...resources, processes }, was: { resources } })
  await resize(200)
  await stale(resize(300))
  const sleep = (seconds: number) =>
    api().services.update({ service, idle: { freezeAfterSeconds: seconds, stopAfterSeconds: seconds }, was: { idle: null } })
  await sleep(1)
  await stale(sleep(2))
  // A program that never looked asks as before.
  await api().services.update({ service, config: { php: false } })
  await quiet(backend.app)
  expect(await api().services.get({ service })).toMatchObject({ config: { php: false }, resources: { processes: 200 } })
})

test('domains: nor is where one leads', async () => {
  await makeSite(backend.app, await makeTenant(backend.app), 'shop', ['www.acme.test'])
  const [domain] = (await api().domains.list({})).items
  const lead = (redirectTo: string) => api().domains.update({ domain: domain?.id ?? '', redirectTo, was: { redirectTo: null } })
  await lead('one.acme.test')
  await stale(lead('two.acme.test'))
})
