import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { actions, plans, services } from '../../db/schema/index.ts'
import { as, asRoot, insertPlan, person, testBackend, until } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { approve, makeTenant, quiet } from '../testing/site.ts'

const day = 86_400_000
const source = 'saaaaaaaaaaab'
let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let clock: number
let tenant: string

beforeEach(async () => {
  door = new FakeDoor()
  clock = Date.UTC(2026, 10, 26, 12)
  backend = testBackend({ door, now: () => clock })
  tenant = await makeTenant(backend.app)
  const of = { owner: tenant, source, repository: 'local', name: 'old', kind: 'webserver', links: {}, verified: null, drill: null }
  const row = { ...of, id: 'abcdef02', bytes: 1, added: 1, files: 1, seconds: 1, at: clock, keepUntil: clock + day, keep: null }
  const gone = [{ source, owner: tenant, at: clock - day, left: 'keep' }]
  const state = { sealingKey: 'AA', freeMiB: 1, repositories: [], backups: [row], gone }
  door.result = ({ name }) => (name === 'backup.state' || name === 'backup.ofTenant' ? state : {})
})
afterEach(() => backend.stop())

const sent = (service: string) => door.done.filter(({ input }) => input.service === service).map(({ name }) => name)
const rowOf = (service: string) => backend.app.database.queries.select().from(services).where(eq(services.id, service)).get()
const restore = async (name = 'again') => {
  const owner = as(backend.app, await person(backend.app, { member: { tenant, role: 'owner' } }))
  return { owner, ...(await owner.backups.restoreLeft({ tenant, source, backup: 'abcdef02', name })) }
}

describe('a new service from a backup of a deleted one', () => {
  test('is a name and nothing else until its restore is approved', async () => {
    const { app } = backend
    const { owner, service } = await restore()
    await quiet(app)
    expect(sent(service)).toEqual([])
    expect((await owner.services.list({ tenant })).items).toMatchObject([{ id: service, name: 'again', state: 'awaiting_approval' }])
    const asksMore = [
      owner.services.delete({ service }),
      owner.services.update({ service, idle: null }),
      owner.domains.add({ service, name: 'again.test' }),
      owner.backups.run({ service }),
      owner.services.wake({ service }),
    ]
    for (const ask of asksMore) await expect(ask).rejects.toThrow('waits for the approval of its restore')
    await expect(owner.services.create({ tenant, kind: 'webserver', name: 'again' })).rejects.toThrow('There is a service again already')
  })

  test('is left alone by what wants all services of its tenant', async () => {
    const { app } = backend
    const { service } = await restore()
    const plan = insertPlan(app.database, 'another')
    app.database.queries
      .update(plans)
      .set({ idle: { freezeAfterSeconds: 5, stopAfterSeconds: 9 } })
      .where(eq(plans.id, plan))
      .run()
    await asRoot(app).tenants.update({ tenant, plan })
    await quiet(app)
    expect(sent(service)).toEqual([])
    expect(rowOf(service)).toMatchObject({ state: 'awaiting_approval', generation: 0 })
  })

  test('is made with the approval, and filled after that', async () => {
    const { app } = backend
    const { action, service, owner } = await restore()
    await approve(app, action)
    await quiet(app)
    expect(sent(service)).toEqual(['service.apply', 'backup.restore'])
    expect(door.done.find(({ name }) => name === 'backup.restore')).toMatchObject({ input: { source, sourceName: 'old', name: 'again' } })
    expect(await owner.services.get({ service })).toMatchObject({ state: 'active' })
  })

  test.each<[string, (action: string) => Promise<unknown>]>([
    ['withdrawn', (action) => asRoot(backend.app).actions.cancel({ action })],
    [
      'approved by nobody in time',
      async () => {
        clock += 16 * 60_000
        backend.app.dispatcher.nudge()
      },
    ],
  ])('goes when its restore is %s, and its name is free', async (_how, end) => {
    const { app } = backend
    const { action, service } = await restore()
    await end(action)
    await until(() => rowOf(service) === undefined, 'the row to go')
    const second = await restore()
    expect(rowOf(second.service)).toMatchObject({ name: 'again' })
    await quiet(app)
    expect(sent(service)).toEqual([])
  })

  test('is asked for anew in place of the one that waits, and after its time is over', async () => {
    const { app } = backend
    const first = await restore()
    const second = await restore()
    expect(rowOf(first.service)).toBeUndefined()
    clock += 16 * 60_000
    app.dispatcher.nudge()
    await until(() => rowOf(second.service) === undefined, 'the row to go')
    const { action } = await asRoot(app).actions.retry({ action: second.action })
    await approve(app, action)
    await quiet(app)
    const [made] = (await asRoot(app).services.list({ tenant })).items
    expect(made).toMatchObject({ name: 'again', state: 'active' })
    expect(sent(made?.id ?? '')).toEqual(['service.apply', 'backup.restore'])
  })

  test('says that it is empty when the approved restore fails, until another one is done', async () => {
    const { app } = backend
    const { action, service } = await restore()
    door.fail = ({ name }) => (name === 'backup.restore' ? { code: 'approval_invalid', message: 'No.', refused: true } : undefined)
    await approve(app, action)
    await quiet(app)
    expect(rowOf(service)).toMatchObject({ state: 'active' })
    const { error } = await asRoot(app)
      .backups.state()
      .then(({ services }) => services.find((one) => one.service === service) ?? { error: null })
    expect(error?.message).toContain('Nothing of the backup is in this service')
    door.fail = () => undefined
    const again = await asRoot(app).actions.retry({ action })
    await approve(app, again.action)
    await quiet(app)
    expect((await asRoot(app).backups.state()).services).toMatchObject([{ service, error: null }])
  })

  test('is wanted together with its restore, or not at all', async () => {
    const { app } = backend
    const { queries } = app.database
    const filled = Array.from({ length: 200 }, (_, at) => ({ id: `${'0'.repeat(8)}-0000-4000-8000-${String(at).padStart(12, '0')}` }))
    const { action } = await asRoot(app).tenants.resume({ tenant })
    await app.dispatcher.ended(action, 20_000)
    const one = queries.select().from(actions).where(eq(actions.id, action)).get()
    if (one === undefined) throw new Error('no action')
    // No room for another action of this tenant: the restore cannot be asked for.
    for (const { id } of filled)
      queries
        .insert(actions)
        .values({ ...one, id, sequence: null, state: 'awaiting_approval', expiresAt: clock + day })
        .run()
    await expect(restore()).rejects.toThrow('not done yet')
    expect((await asRoot(app).services.list({ tenant })).items).toEqual([])
  })
})
