import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type PatchSchedule, patchSchedule } from '../../contracts/patch-schedule.ts'
import { actions } from '../../db/schema/index.ts'
import { asRoot, testBackend } from '../testing/backend.ts'
import { FakeDoor, oldImage } from '../testing/fake-door.ts'
import { patchGround } from '../testing/patching.ts'
import { quiet } from '../testing/site.ts'
import { advanceAll } from './checks.ts'
import { openDue } from './schedules.ts'

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

describe('runs that open by themselves', () => {
  /** Mondays from 13 to 14 o'clock; it is Monday at noon. */
  const monday = { days: [1], from: 13 * 60, to: 14 * 60, zone: 'UTC' }
  const plan = patchSchedule.parse({ updates: 'security', windows: [monday], first: 1, waitMinutes: 0, atOnce: 1 })
  const at = (text: string) => {
    now = Date.parse(text)
  }
  async function planned(schedule: PatchSchedule | null = plan, sites = 3) {
    const found = await ground(sites)
    const { app } = found
    await asRoot(app).patches.setSchedule({ kind: 'webserver', schedule })
    await quiet(app)
    const turn = async () => {
      advanceAll(app)
      openDue(app)
      await quiet(app)
    }
    const view = async () => (await asRoot(app).patches.get()).schedules.find(({ kind }) => kind === 'webserver')
    const runs = async () => (await asRoot(app).patches.get()).runs
    return { ...found, turn, view, runs }
  }

  test('are off until an administrator lays them down, and again when he takes it back', async () => {
    const { app, view, turn, runs, named } = await planned(null)
    expect(await view()).toMatchObject({ state: 'off', schedule: null, nextAt: null })
    await asRoot(app).patches.setSchedule({ kind: 'webserver', schedule: plan })
    expect(await view()).toMatchObject({ state: 'pending' })
    await quiet(app)
    expect(await view()).toMatchObject({ state: 'active', setBy: 'root', nextAt: Date.UTC(2026, 0, 5, 13) })
    expect(named('patch.schedule').at(-1)?.input).toEqual({ kind: 'webserver', schedule: plan })
    await asRoot(app).patches.setSchedule({ kind: 'webserver', schedule: null })
    await quiet(app)
    at('2026-01-05T13:10:00Z')
    await turn()
    expect(await runs()).toEqual([])
  })

  test('one a window, in the backend’s own name, when there is what it waits for', async () => {
    const { turn, runs, patched, named, services, view } = await planned()
    await turn()
    expect(await runs()).toEqual([])
    at('2026-01-05T13:00:00Z')
    await turn()
    await turn()
    expect(await runs()).toMatchObject([{ state: 'done', startedBy: 'the schedule', options: { when: 'window', windows: [monday] } }])
    expect(named('patch.build')[0]?.actor).toEqual({ person: 'system', role: 'administrator' })
    expect(patched()).toEqual(services)
    at('2026-01-05T13:30:00Z')
    await turn()
    expect(await runs()).toHaveLength(1)
    expect(await view()).toMatchObject({ openedAt: Date.UTC(2026, 0, 5, 13) })
  })

  test.each([
    ['without a security update none, when those alone count', 'security', 0],
    ['any update opens one, when all count', 'all', 1],
  ] as const)('%s', async (_, updates, opened) => {
    door.kindsFound = [{ kind: 'webserver', image: oldImage, version: '20260101T020304Z', updates: 3, security: 0, packages: [] }]
    const { turn, runs } = await planned({ ...plan, updates })
    at('2026-01-05T13:10:00Z')
    await turn()
    expect(await runs()).toHaveLength(opened)
  })

  test('what failed is tried again in the next window, after somebody looked', async () => {
    const { app, turn, runs } = await planned()
    door.fail = ({ name }) => (name === 'patch.build' ? { code: 'internal', message: 'It hangs.' } : undefined)
    at('2026-01-05T13:10:00Z')
    await turn()
    expect(await runs()).toMatchObject([{ state: 'failed' }])
    now += 60_000
    await asRoot(app).patches.check()
    await quiet(app)
    await turn()
    expect(await runs()).toHaveLength(1)
    door.fail = () => undefined
    at('2026-01-12T13:10:00Z')
    await turn()
    await turn()
    expect(await runs()).toMatchObject([{ state: 'done' }, { state: 'failed' }])
  })

  test('begin no service after the end of the window, and go on in the next one', async () => {
    const { turn, runs, patched, services } = await planned({ ...plan, waitMinutes: 30 })
    at('2026-01-05T13:40:00Z')
    await turn()
    expect(patched()).toEqual(services.slice(0, 1))
    at('2026-01-05T14:30:00Z')
    await turn()
    expect(await runs()).toMatchObject([{ state: 'rest', counts: { patched: 1, waiting: 2 } }])
    at('2026-01-12T12:59:59Z')
    await turn()
    expect(patched()).toHaveLength(1)
    at('2026-01-12T13:00:00Z')
    await turn()
    await turn()
    expect(await runs()).toMatchObject([{ state: 'done', counts: { patched: 3 } }])
  })

  test('the keep takes on no service after the end of the window, however long it was away', async () => {
    const { turn, app, services } = await planned()
    at('2026-01-05T13:57:00Z')
    await turn()
    const [first] = app.database.queries.select().from(actions).where(eq(actions.name, 'service.patch')).all()
    // It takes what is over for another minute, since clocks differ.
    expect(first).toMatchObject({ object: services[0], expiresAt: Date.UTC(2026, 0, 5, 13, 59) })
  })

  test('a tenant’s own windows go before those of the schedule', async () => {
    const { app, tenant, turn, patched } = await planned(plan, 1)
    await asRoot(app).patches.setWindows({ tenant, windows: [{ ...monday, from: 15 * 60, to: 16 * 60 }] })
    at('2026-01-05T13:10:00Z')
    await turn()
    expect(patched()).toEqual([])
    at('2026-01-05T15:10:00Z')
    await turn()
    expect(patched()).toHaveLength(1)
  })

  test('one that the keep does not want opens nothing and says why', async () => {
    const { app, view, turn, runs } = await planned(null)
    door.fail = ({ name }) => (name === 'patch.schedule' ? { code: 'forbidden', message: 'Not you.', refused: true } : undefined)
    await asRoot(app).patches.setSchedule({ kind: 'webserver', schedule: plan })
    await quiet(app)
    expect(await view()).toMatchObject({ state: 'failed', error: { message: 'Not you.' } })
    at('2026-01-05T13:10:00Z')
    await turn()
    expect(await runs()).toEqual([])
  })
})
