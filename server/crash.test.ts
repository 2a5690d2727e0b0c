import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runOver } from '../contracts/patches.ts'
import { actionAtRest } from '../contracts/states.ts'
import { actions, domains, services } from '../db/schema/index.ts'
import { refreshKinds } from './catalogue/service.ts'
import { advanceAll } from './patches/checks.ts'
import { asRoot, testBackend, until } from './testing/backend.ts'
import { FakeDoor } from './testing/fake-door.ts'
import { deleteSite, makeSite, makeTenant, quiet } from './testing/site.ts'

class Killed extends Error {}

/** Stops the process at its n-th commit or sending: from then on nothing of it gets done any more. */
function killAt(n: number) {
  let passed = 0
  let dead = false
  let died: () => void = () => undefined
  const death = new Promise<void>((resolve) => {
    died = resolve
  })
  const point = (): void => {
    if (dead || ++passed === n) {
      dead = true
      died()
      throw new Killed('killed')
    }
  }
  return { points: { commit: point, send: point }, death, dead: () => dead }
}

interface Story {
  before: (door: FakeDoor, file: string) => Promise<void>
  /** What a person does; asks again when the answer got lost. */
  run: (app: ReturnType<typeof testBackend>['app']) => Promise<unknown>
  after: (door: FakeDoor, backend: ReturnType<typeof testBackend>) => Promise<void>
}

const tenantOf = async (app: ReturnType<typeof testBackend>['app']) => (await asRoot(app).tenants.find({ name: 'acme' })).id
const shopOf = async (app: ReturnType<typeof testBackend>['app']) =>
  (await asRoot(app).services.list({})).items.find(({ name }) => name === 'shop')

const stories: Record<string, Story> = {
  'create a website': {
    before: (door, file) => prepare(door, file, async (app) => void (await makeTenant(app))),
    async run(app) {
      const tenant = await tenantOf(app)
      if ((await shopOf(app)) === undefined)
        await asRoot(app).services.create({ tenant, kind: 'webserver', name: 'shop', domains: ['www.acme.test'] })
      await quiet(app)
    },
    async after(door, { app, database }) {
      expect(door.done.filter(({ name }) => name === 'service.apply')).toHaveLength(1)
      expect(door.services.size).toBe(1)
      expect([...door.routes.values()]).toEqual([['www.acme.test']])
      expect(await shopOf(app)).toMatchObject({ state: 'active', domains: ['www.acme.test'] })
      expect(database.queries.select().from(domains).all()).toMatchObject([{ state: 'active' }])
    },
  },
  'delete a website': {
    before: (door, file) =>
      prepare(door, file, async (app) => void (await makeSite(app, await makeTenant(app), 'shop', ['www.acme.test']))),
    async run(app) {
      const shop = await shopOf(app)
      if (shop !== undefined && shop.state !== 'deleting') await deleteSite(app, shop.id)
      await quiet(app)
    },
    async after(door, { database }) {
      expect(door.done.filter(({ name }) => name === 'service.delete')).toHaveLength(1)
      expect(door.services.size).toBe(0)
      expect([...door.routes.values()]).toEqual([[]])
      expect(database.queries.select().from(services).all()).toEqual([])
      expect(database.queries.select().from(domains).all()).toEqual([])
    },
  },
  'patch the websites': {
    before: (door, file) =>
      prepare(door, file, async (app) => {
        await refreshKinds(app)
        const tenant = await makeTenant(app)
        for (const name of ['shop', 'blog']) await makeSite(app, tenant, name)
      }),
    async run(app) {
      const [run] = (await asRoot(app).patches.get()).runs
      if (run === undefined) await asRoot(app).patches.start({ kind: 'webserver', first: 1, waitMinutes: 0 })
      await until(async () => {
        // As the clock does.
        advanceAll(app)
        return runOver((await asRoot(app).patches.get()).runs[0]?.state ?? 'building')
      })
    },
    async after(door, { app }) {
      const done = door.done.map(({ name }) => name)
      expect(done.filter((name) => name === 'patch.build')).toHaveLength(1)
      expect(done.filter((name) => name === 'patch.use')).toHaveLength(1)
      expect(done.filter((name) => name === 'service.patch')).toHaveLength(2)
      const { runs } = await asRoot(app).patches.get()
      expect(runs).toMatchObject([{ state: 'done', counts: { patched: 2 } }])
    },
  },
}

async function prepare(door: FakeDoor, file: string, work: (app: ReturnType<typeof testBackend>['app']) => Promise<void>): Promise<void> {
  const backend = testBackend({ door, file })
  await work(backend.app)
  await quiet(backend.app)
  backend.stop()
}

test.each(Object.entries(stories))(
  '%s: killed at any commit or sending, it ends done, exactly once',
  { timeout: 240_000 },
  async (_, story) => {
    let unharmed = false
    let n = 0
    while (!unharmed) {
      expect(++n).toBeLessThan(60)
      const folder = mkdtempSync(join(tmpdir(), 'reeve-crash-'))
      const file = join(folder, 'backend.db')
      const door = new FakeDoor()
      await story.before(door, file)

      const { points, death, dead } = killAt(n)
      const first = testBackend({ door, file, points })
      await Promise.race([story.run(first.app).catch(() => undefined), death])
      unharmed = !dead()
      first.stop()

      const second = testBackend({ door, file })
      await quiet(second.app)
      // The person sees what became of it, and asks again if nothing was written down.
      await story.run(second.app)
      await story.after(door, second)
      const open = second.database.queries
        .select()
        .from(actions)
        .all()
        .filter(({ state }) => !actionAtRest(state))
      expect(open, `killed at point ${n}`).toEqual([])
      second.stop()
      rmSync(folder, { recursive: true })
    }
    // Fewer points would mean that the commits are not counted.
    expect(n).toBeGreaterThan(10)
  },
)
