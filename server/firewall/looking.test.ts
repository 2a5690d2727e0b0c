import { afterEach, beforeEach, expect, test } from 'vitest'
import { callerOf } from '../auth/callers.ts'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant } from '../testing/site.ts'

let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  backend = testBackend({ door: new FakeDoor() })
})
afterEach(() => backend.stop())

test('auditors and support read what the firewall turned away, though the keep knows neither', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const auditor = as(app, await person(app, { duty: 'auditor' }))
  expect(await auditor.firewall.log({ tenant })).toMatchObject({ lost: [] })
  expect(await auditor.firewall.log({})).toMatchObject({ lost: [] })
  const helper = await person(app, { duty: 'support' })
  await as(app, helper).support.start({ tenant, reason: 'ticket 4711: shop is slow' })
  const looking = as(app, callerOf(app, { person: helper.person, session: helper.session }))
  expect(await looking.firewall.log({ tenant })).toMatchObject({ lost: [] })
  await expect(looking.firewall.log({})).rejects.toThrow()
})

test('a reseller deletes an own plan whose rules an administrator wrote', async () => {
  const { app } = backend
  const seller = await person(app, { duty: 'reseller' })
  const limits = { services: 1, cpus: 1, memoryMiB: 512, diskMiB: 1024, processes: 100 }
  const { plan } = await as(app, seller).plans.create({ name: 'small', limits, idle: { freezeAfterSeconds: 60, stopAfterSeconds: 600 } })
  const rule = { enabled: true, direction: 'in', verdict: 'deny', protocol: 'any', remote: { kind: 'any' } } as const
  await asRoot(app).firewall.save({ plan, rule: { ...rule, ports: [], services: null, hours: null, rate: null, comment: '' } })
  await as(app, seller).plans.delete({ plan })
  expect((await as(app, seller).plans.list({})).total).toBe(0)
})

test('a member of some services sees the alerts of these alone', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const [own, other] = [await makeSite(app, tenant, 'shop'), await makeSite(app, tenant, 'wiki')]
  const alert = { tenant, metric: 'cpu', threshold: 1, webhook: 'https://hooks.example.org/' } as const
  for (const service of [own, other, undefined]) await asRoot(app).alerts.add({ ...alert, ...(service && { service }) })
  const rights = { all: [], services: { [own]: ['see' as const] } }
  const member = as(app, await person(app, { member: { tenant, role: 'member', rights } }))
  expect((await member.alerts.list({ tenant })).map(({ service }) => service)).toEqual([own])
  expect((await member.alerts.list({})).map(({ service }) => service)).toEqual([own])
  await expect(member.statistics.tenant({ tenant, metrics: ['cpu'], from: 0, to: 1 })).rejects.toThrow('Your role may not do this')
})
