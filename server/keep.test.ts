import { readFileSync } from 'node:fs'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { approveWith, softwareAuthenticator } from '../contracts/software-authenticator.ts'
import { testDatabase } from '../db/test-db.ts'
import { assemble } from './assemble.ts'
import { makeSigner } from './dispatch/envelope.ts'
import { httpDoor } from './dispatch/http-door.ts'
import { makeBox } from './oidc/box.ts'
import { asRoot, insertPlan, until } from './testing/backend.ts'
import { type Sim, startSim } from './testing/sim.ts'
import { makeSite, makeTenant, quiet } from './testing/site.ts'

/** The backend against the real door, over mTLS: what both sides believe of each other is true. */
let sim: Sim
let app: ReturnType<typeof assemble>
let tenant: string
const site = { rpId: 'localhost', origins: ['http://localhost:8090'], url: 'http://localhost:8090' }

beforeAll(async () => {
  sim = await startSim()
  app = assemble({
    config: { site, version: 'test' },
    database: testDatabase(),
    door: httpDoor({ url: sim.url, tls: sim.tls }),
    signer: makeSigner(readFileSync(sim.signingKey, 'utf8')),
    box: makeBox(readFileSync(sim.signingKey, 'utf8')),
    log: pino({ level: 'silent' }),
    passwordCost: { memoryKiB: 64, passes: 1 },
  })
  const { plan } = await asRoot(app).plans.create({
    name: 'small',
    limits: { services: 5, cpus: 8, memoryMiB: 4096, diskMiB: 20_480, processes: 4096 },
    idle: { freezeAfterSeconds: 60, stopAfterSeconds: 600 },
  })
  tenant = await makeTenant(app, 'acme', plan)
})
afterAll(async () => {
  app.stop()
  app.database.close()
  await sim.stop()
})

async function approved(action: string): Promise<void> {
  const key = softwareAuthenticator.parse(JSON.parse(readFileSync(sim.approver, 'utf8')))
  const request = await asRoot(app).actions.approvalFor({ action })
  expect(request.credentials).toContain(key.credential)
  await asRoot(app).actions.approve({ action, approval: await approveWith(key, request.action) })
  const row = await app.dispatcher.ended(action, 30_000)
  expect(row.error).toBeNull()
}

test('a website from its creation to its deletion', async () => {
  const service = await makeSite(app, tenant, 'shop', ['www.acme.test'])
  expect(await asRoot(app).services.get({ service })).toMatchObject({ state: 'active', kind: 'webserver', domains: ['www.acme.test'] })
  const { action } = await asRoot(app).services.wake({ service })
  expect((await app.dispatcher.ended(action, 30_000)).error).toBeNull()
  await until(async () => (await asRoot(app).services.get({ service })).power === 'running', 'the service to be seen running')
  await until(async () => (await asRoot(app).services.wakes({ service })).length > 0, 'the wake to be copied')
  await asRoot(app).files.write({ service, path: 'htdocs/hello.txt', content: 'aGVsbG8=' })
  const read = await asRoot(app).files.read({ service, path: 'htdocs/hello.txt' })
  expect(read.content).toBe('aGVsbG8=')
  const save = (content: string) => asRoot(app).files.write({ service, path: 'htdocs/hello.txt', content, was: read.sha256 })
  await save('aGVsbG8sIHdvcmxk')
  await expect(save('YnllIQ==')).rejects.toThrow('changed meanwhile')
  expect((await asRoot(app).files.list({ service, path: 'htdocs' })).entries.map(({ name }) => name)).toContain('hello.txt')
  expect(await asRoot(app).services.logs({ service })).toHaveProperty('lines')
  const deletion = await asRoot(app).services.delete({ service })
  await approved(deletion.action)
  await quiet(app)
  expect((await asRoot(app).services.list({ tenant })).total).toBe(0)
})

test('the door refuses a deletion without a good approval, and the service stays', async () => {
  const service = await makeSite(app, tenant, 'blog', ['blog.acme.test'])
  const { action } = await asRoot(app).services.delete({ service })
  const approval = { credential: 'AAAA', authenticatorData: 'AAAA', clientDataJSON: 'AAAA', signature: 'AAAA' }
  await asRoot(app).actions.approve({ action, approval })
  const row = await app.dispatcher.ended(action, 30_000)
  expect(row).toMatchObject({ state: 'refused', error: { code: 'approval_invalid' } })
  const again = await asRoot(app).services.delete({ service })
  await approved(again.action)
})

test('the ledger tells what happened, newest first, and holds', async () => {
  const { entries } = await asRoot(app).ledger.list({ tenant, limit: 5 })
  expect(entries).toHaveLength(5)
  expect(entries[0]?.sequence).toBeGreaterThan(entries[1]?.sequence ?? 0)
  expect(entries[0]).toMatchObject({ actor: 'root', actorName: 'root', tenant, tenantName: 'acme' })
  expect(await asRoot(app).ledger.verify()).toMatchObject({ whole: true })
})

test('a keep that is killed in the middle and comes back ends what was wanted', async () => {
  const wanted = Promise.all(
    ['one', 'two', 'three'].map((name) => asRoot(app).services.create({ tenant, kind: 'webserver', name, domains: [`${name}.acme.test`] })),
  )
  await sim.kill()
  await wanted
  sim = await sim.restart()
  await quiet(app)
  const { items } = await asRoot(app).services.list({ tenant })
  expect(items.map(({ name, state }) => [name, state]).sort()).toEqual([
    ['one', 'active'],
    ['three', 'active'],
    ['two', 'active'],
  ])
})

test('the keep tells its ceiling, and more is refused before it is asked', async () => {
  await until(() => app.watch.seen().observation?.ceiling !== undefined, 'the keep to be heard')
  const plan = insertPlan(app.database, 'beyond')
  const refused = 'This installation allows a tenant at most'
  await expect(asRoot(app).tenants.create({ name: 'greedy', title: 'Greedy', plan })).rejects.toThrow(refused)
})
