import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../contracts/ids.ts'
import { uploads } from '../../db/schema/index.ts'
import { as, asRoot, person, testBackend, until } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { newKey, registration } from '../testing/passkey.ts'
import { approve, makeSite, makeTenant } from '../testing/site.ts'

const upload = {
  id: newId('u'),
  person: 'root',
  direction: 'up' as const,
  format: 'zip' as const,
  bytes: 1,
  sha256: '0'.repeat(64),
  createdAt: 1,
}
let door: FakeDoor
let clock: number
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  clock = 0
  backend = testBackend({ door, now: () => Date.now() + clock })
})
afterEach(() => backend.stop())

test('an approval asks for the own keys alone, so that whoever has none learns it; root sees all', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  const [ada, bob] = [await person(app, { administrator: true }), await person(app, { member: { tenant, role: 'owner' } })]
  const key = (holder: string, of: string | null) => ({
    ...{ id: newId('k'), person: holder, personName: holder, label: 'key', tenant: of },
    ...{ credential: `${holder} ${of}`, createdAt: 0 },
  })
  door.keys = [key('root', null), key(ada.person, null), key(ada.person, newId('t'))]
  const { action } = await asRoot(app).services.delete({ service })
  expect((await as(app, ada).actions.approvalFor({ action })).credentials).toEqual([`${ada.person} null`])
  expect((await as(app, bob).actions.approvalFor({ action })).credentials).toEqual([])
  expect((await asRoot(app).actions.approvalFor({ action })).credentials).toHaveLength(2)
  door.keys.push(key(bob.person, tenant))
  expect((await as(app, bob).actions.approvalFor({ action })).credentials).toEqual([`${bob.person} ${tenant}`])
})

test('what carried an archive or a secret cannot be tried again, and says so before it is asked', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  app.database.transact((tx) =>
    tx
      .insert(uploads)
      .values({ ...upload, service })
      .run(),
  )
  door.fail = () => ({ code: 'hostile_archive', message: 'No.' })
  const deployed = await asRoot(app).files.deploy({ service, upload: upload.id })
  const rolledBack = await asRoot(app).files.rollback({ service })
  for (const { action } of [deployed, rolledBack]) await app.dispatcher.ended(action, 20_000)
  const { items } = await asRoot(app).actions.list({ object: service, limit: 2 })
  expect(Object.fromEntries(items.map(({ name, mayRetry }) => [name, mayRetry]))).toEqual({ 'site.deploy': false, 'site.rollback': true })
  await expect(asRoot(app).actions.retry(deployed)).rejects.toThrow('What this action carried is not kept')
})

test('an enrolment whose approval ran out can be asked for again', async () => {
  const { app } = backend
  const owner = await person(app, { administrator: true })
  const { challenge } = await as(app, owner).trust.enrolStart({ tenant: null })
  const response = registration(await newKey(), challenge)
  const { action } = await as(app, owner).trust.enrolFinish({ tenant: null, label: 'blue', response })
  clock = 16 * 60_000
  app.dispatcher.nudge()
  await until(async () => (await asRoot(app).actions.get({ action })).state === 'expired')
  expect((await asRoot(app).actions.get({ action })).mayRetry).toBe(true)
  const again = await as(app, owner).actions.retry({ action })
  await approve(app, again.action)
  expect(door.done.at(-1)).toMatchObject({ name: 'authenticator.enrol', input: { person: owner.person, label: 'blue', secret: null } })
})

test('owners withdraw what they asked for or could approve, and nothing that an administrator wants of their tenant', async () => {
  const { app } = backend
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  const owner = as(app, await person(app, { member: { tenant, role: 'owner' } }))
  const deletion = await asRoot(app).tenants.delete({ tenant })
  await expect(owner.actions.cancel(deletion)).rejects.toThrow('Whoever asked for this, or an administrator')
  await owner.actions.cancel(await asRoot(app).services.delete({ service }))
  await asRoot(app).actions.cancel(deletion)
})
