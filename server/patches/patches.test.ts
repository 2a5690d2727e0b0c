import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { actions, memberships, patchTargets } from '../../db/schema/index.ts'
import { as, asRoot, person, testBackend, until } from '../testing/backend.ts'
import { FakeDoor, newImage, oldImage } from '../testing/fake-door.ts'
import { check, patchGround } from '../testing/patching.ts'
import { approve, deleteSite, makeSite, makeTenant, quiet } from '../testing/site.ts'
import { advanceAll, isDue, lookAgain } from './checks.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let now: number
beforeEach(() => {
  door = new FakeDoor()
  // A Monday, at noon.
  now = Date.UTC(2026, 0, 5, 12)
  backend = testBackend({ door, now: () => now })
})
afterEach(() => backend.stop())

const tick = () => {
  now += 1
}
const ground = (sites?: number) => patchGround({ app: backend.app, door, tick }, sites)

describe('what is outdated', () => {
  test('is told for the host and for each kind, with the services whose root is older', async () => {
    const { app, services } = await ground()
    door.roots.set(services[0] ?? '', '11'.repeat(32))
    await check(backend.app)
    await quiet(app)
    const view = await asRoot(app).patches.get()
    expect(view).toMatchObject({ checkedAt: now, checking: null, host: { security: 1, system: 'Debian GNU/Linux 12', last: null } })
    expect(view.kinds.find(({ kind }) => kind === 'webserver')).toMatchObject({
      ...{ image: oldImage, builtAt: Date.UTC(2026, 0, 1, 2, 3, 4), updates: 1, security: 1, services: 3, older: 1 },
    })
  })

  test('is looked for at once, however long the tenants take to be asked one after another', async () => {
    const { app, services } = await ground()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    door.hold = ({ name }) => (name === 'tenant.roots' ? held : Promise.resolve())
    door.roots.set(services[0] ?? '', '11'.repeat(32))
    const older = async () => (await asRoot(app).patches.get()).kinds.find(({ kind }) => kind === 'webserver')?.older
    const { action } = await asRoot(app).patches.check()
    await app.dispatcher.ended(action, 20_000)
    expect(await older()).toBe(0)
    release()
    await until(async () => (await older()) === 1)
  })

  test('names another version in the checkout; what was found before there was such a look says nothing of it', async () => {
    const { app } = await ground(0)
    expect((await asRoot(app).patches.get()).host).toMatchObject({ newer: null, security: 1 })
    door.hostFound = { ...door.hostFound, code: { version: '0.2.0', differs: true } }
    await asRoot(app).patches.check()
    await quiet(app)
    expect((await asRoot(app).patches.get()).host?.newer).toBe('0.2.0')
  })

  test('stands on the dashboard as long as it waits', async () => {
    const { app, start, ended } = await ground(2)
    const texts = async () =>
      (await asRoot(app).dashboard.get()).attention.filter((one) => one.link?.startsWith('/patches')).map((one) => one.text)
    expect(await texts()).toEqual([
      'webserver: one security update waits for the image of 2 services.',
      'The machine: one security update waits.',
    ])
    door.fail = ({ name }) => (name === 'patch.build' ? { code: 'internal', message: 'It hangs.' } : undefined)
    await ended((await start()).run)
    expect((await texts())[0]).toBe('A run of patches for webserver failed.')
    door.kindsFound = []
    now += 86_400_001
    await check(backend.app)
    await quiet(app)
    expect((await texts())[0]).toContain('webserver: one security')
  })

  test('is looked for again after some hours, once', async () => {
    const { app, named } = await ground(0)
    expect(isDue(app)).toBe(false)
    now += 6 * 3_600_000 + 1
    expect(isDue(app)).toBe(true)
    await lookAgain(app)
    expect(isDue(app)).toBe(false)
    await quiet(app)
    expect(named('patch.check')).toHaveLength(2)
  })

  test('one kind that cannot be looked at keeps nothing else from being told', async () => {
    const { app } = await ground(0)
    door.kindsFound = [...door.kindsFound, { kind: 'ssh', error: { code: 'internal', message: 'It is broken.' } }]
    await check(backend.app)
    await quiet(app)
    const { kinds } = await asRoot(app).patches.get()
    expect(kinds.find(({ kind }) => kind === 'ssh')).toMatchObject({ error: 'It is broken.', updates: 0 })
    expect(kinds.find(({ kind }) => kind === 'webserver')).toMatchObject({ error: null, updates: 1 })
  })
})

describe('a run', () => {
  test('builds once, tries one service, gives the image to new services, patches the rest, and drops the old image', async () => {
    const { start, ended, patched, services, named } = await ground()
    const { run } = await start()
    const report = await ended(run)
    expect(report).toMatchObject({ state: 'done', image: newImage, counts: { patched: 3 }, packages: [{ name: 'nginx', after: '1.3' }] })
    expect(patched()).toEqual([services[0], ...services.slice(1)])
    expect(named('patch.build')).toHaveLength(1)
    const order = door.done.map(({ name }) => name).filter((name) => name.startsWith('patch.') || name === 'service.patch')
    expect(order).toEqual(['patch.check', 'patch.build', 'service.patch', 'patch.use', 'service.patch', 'service.patch', 'patch.drop'])
    expect(named('patch.drop')[0]?.input).toEqual({ image: oldImage })
    expect(report.targets.every(({ heldMs }) => heldMs === 900)).toBe(true)
  })

  test('goes back to the image that the machine took out of use, not to one that was known before an upgrade', async () => {
    const { start, ended, named } = await ground()
    door.kindsFound = door.kindsFound.map((found) => ({ ...found, image: 'e'.repeat(64) }))
    await ended((await start()).run)
    expect(
      named('service.patch')
        .slice(1)
        .map(({ input }) => input.back),
    ).toEqual([oldImage, oldImage])
  })

  test('whose first service comes back touches no other, and drops the image that nobody uses', async () => {
    const { start, ended, patched, services, named } = await ground()
    door.fail = ({ name }) => (name === 'service.patch' ? { code: 'no_answer', message: 'It does not answer.' } : undefined)
    const report = await ended((await start()).run)
    expect(report).toMatchObject({ state: 'stopped', counts: { back: 1, skipped: 2, patched: 0 } })
    expect(report.targets[0]).toMatchObject({ service: services[0], state: 'back', error: { message: 'It does not answer.' } })
    expect(patched()).toEqual([])
    expect(named('patch.use')).toEqual([])
    expect(named('patch.drop')[0]?.input).toEqual({ image: newImage })
  })

  test('keeps the former image as long as a root is from it', async () => {
    const { start, ended, services, named } = await ground()
    door.fail = ({ name, input }) => (name === 'service.patch' && input.service === services[2] ? { code: 'no_answer' } : undefined)
    expect(await ended((await start({ mayFail: 1 })).run)).toMatchObject({ state: 'done', counts: { patched: 2, back: 1 } })
    expect(named('patch.drop')).toEqual([])
  })

  test('is read in parts, what went wrong first', async () => {
    const { app, start, ended, services } = await ground()
    door.fail = ({ name, input }) => (name === 'service.patch' && input.service === services[2] ? { code: 'no_answer' } : undefined)
    const { id: run } = await ended((await start({ mayFail: 1 })).run)
    const page = (offset: number) => asRoot(app).patches.targets({ run, limit: 2, offset })
    expect(await page(0)).toMatchObject({
      total: 3,
      items: [
        { service: services[2], state: 'back' },
        { state: 'patched', first: true },
      ],
    })
    expect((await page(2)).items).toMatchObject([{ state: 'patched', first: false }])
  })

  test('without an image patches nothing', async () => {
    const { start, ended, patched } = await ground()
    door.fail = ({ name }) => (name === 'patch.build' ? { code: 'storage_full', message: 'The disk is full.' } : undefined)
    expect(await ended((await start()).run)).toMatchObject({
      ...{ state: 'failed', error: { code: 'storage_full', message: 'The disk is full.' }, counts: { skipped: 3 } },
    })
    expect(patched()).toEqual([])
  })

  test('waits before the rest, and is paused, taken up and cancelled by a word', async () => {
    const { app, start, report, ended, patched } = await ground()
    const { run } = await start({ waitMinutes: 10 })
    await until(async () => (await report(run)).state === 'waiting')
    expect((await report(run)).waitUntil).toBe(now + 600_000)
    await asRoot(app).patches.pause({ run })
    now += 600_001
    advanceAll(app)
    expect(await report(run)).toMatchObject({ state: 'waiting', paused: true })
    await asRoot(app).patches.resume({ run })
    await until(async () => (await report(run)).state !== 'waiting')
    await asRoot(app).patches.cancel({ run })
    const { state, counts } = await ended(run)
    expect(state).toBe('cancelled')
    expect(counts.patched + counts.skipped).toBe(3)
    expect(patched()).toHaveLength(counts.patched)
    await expect(asRoot(app).patches.pause({ run })).rejects.toMatchObject({ message: 'This run is over.' })
  })

  test('patches each service within the window of its tenant, or of the installation', async () => {
    const { app, tenant, start, report, patched } = await ground(1)
    const other = await makeTenant(app, 'other')
    const [late] = [await makeSite(app, other, 'late')]
    await asRoot(app).patches.setWindows({ windows: [{ days: [1], from: 13 * 60, to: 14 * 60, zone: 'UTC' }] })
    await asRoot(app).patches.setWindows({ tenant: other, windows: [{ days: [2], from: 0, to: 60, zone: 'UTC' }] })
    expect(await asRoot(app).patches.windows({ tenant })).toMatchObject({ own: false })
    const { run } = await start({ when: 'window', first: 2 })
    await until(async () => (await report(run)).state === 'first')
    advanceAll(app)
    await quiet(app)
    expect(patched()).toEqual([])
    now = Date.UTC(2026, 0, 5, 13, 30)
    advanceAll(app)
    await quiet(app)
    expect(patched()).not.toContain(late)
    expect(patched()).toHaveLength(1)
    now = Date.UTC(2026, 0, 6, 0, 30)
    advanceAll(app)
    await quiet(app)
    expect(patched()).toContain(late)
  })

  test('asks again for a service that nobody decided about, and gives up after some times', async () => {
    const { app, start, ended } = await ground(1)
    let asked = 0
    door.fail = ({ name }) => {
      if (name !== 'service.patch') return undefined
      asked += 1
      return asked <= 2 ? { code: 'unavailable', retry: false } : undefined
    }
    expect(await ended((await start()).run)).toMatchObject({ state: 'done', counts: { patched: 1 } })
    door.fail = ({ name }) => (name === 'service.patch' ? { code: 'unavailable', retry: false } : undefined)
    const report = await ended((await start()).run)
    expect(report).toMatchObject({ state: 'stopped', counts: { failed: 1 } })
    const rows = app.database.queries.select().from(patchTargets).where(eq(patchTargets.run, report.id)).all()
    expect(rows[0]?.attempts).toBe(5)
  })

  test('goes on past services that are gone or suspended', async () => {
    const { app, start, ended, services, report } = await ground()
    door.fail = ({ name, input }) =>
      name === 'service.patch' && input.service === services[0] ? { code: 'suspended', refused: true } : undefined
    await deleteSite(app, services[1] ?? '')
    const { run } = await start()
    expect((await report(run)).targets).toHaveLength(2)
    expect(await ended(run)).toMatchObject({ state: 'done', counts: { skipped: 1, patched: 1 } })
  })

  test('is the only one of its kind at a time', async () => {
    const { app, start, ended } = await ground(1)
    await asRoot(app).patches.setWindows({ windows: [{ days: [7], from: 0, to: 1, zone: 'UTC' }] })
    const { run } = await start({ when: 'window' })
    await expect(start()).rejects.toMatchObject({ message: expect.stringContaining('under way') })
    await asRoot(app).patches.cancel({ run })
    await ended(run)
    await expect(start({ kind: 'fridge' })).rejects.toMatchObject({ message: 'There is no kind fridge.' })
  })
})

test('the host is patched in exact versions after an approval, and goes back the same way', async () => {
  const { app } = await ground(0)
  const { action } = await asRoot(app).patches.host({ securityOnly: true })
  const row = app.database.queries.select().from(actions).where(eq(actions.id, action)).get()
  expect(row).toMatchObject({ state: 'awaiting_approval', input: { packages: [{ name: 'openssl', version: '3.0.2' }] } })
  await expect(asRoot(app).patches.restoreHost()).rejects.toMatchObject({ message: 'No earlier versions are at hand.' })
  await approve(app, action)
  expect((await asRoot(app).patches.get()).host?.last).toMatchObject({ outcome: 'installed' })
  const back = await asRoot(app).patches.restoreHost()
  await approve(app, back.action)
  expect(door.done.at(-1)).toMatchObject({ name: 'patch.restore', input: { packages: [{ name: 'openssl', version: '3.0.1' }] } })
  await expect(asRoot(app).patches.host({ packages: ['emacs'] })).rejects.toMatchObject({ message: expect.stringContaining('emacs') })
})

test('people of a tenant see how old the root of a service is, and choose their windows', async () => {
  const { app, tenant, services } = await ground(1)
  const owner = await person(app, { member: { tenant, role: 'owner' } })
  expect(app.database.queries.select().from(memberships).all()).toHaveLength(1)
  const service = services[0] ?? ''
  expect(await as(app, owner).patches.ofService({ service })).toMatchObject({
    ...{ rootAt: Date.UTC(2026, 0, 1, 2, 3, 4), older: false, security: 1, windows: [], own: false, nextAt: null, last: null },
  })
  await as(app, owner).patches.setWindows({ tenant, windows: [{ days: [1], from: 13 * 60, to: 14 * 60, zone: 'UTC' }] })
  expect(await as(app, owner).patches.ofService({ service })).toMatchObject({ own: true, nextAt: Date.UTC(2026, 0, 5, 13) })
  await as(app, owner).patches.setWindows({ tenant, windows: [] })
  expect(await as(app, owner).patches.windows({ tenant })).toEqual({ windows: [], own: false })
})
