import { afterEach, beforeEach, expect, test } from 'vitest'
import { uses } from '../../db/schema/index.ts'
import { asRoot, testBackend, until } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant } from '../testing/site.ts'
import { nearLimits } from './attention.ts'
import { lookAround } from './watch.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let now: number
beforeEach(() => {
  door = new FakeDoor()
  now = Date.UTC(2026, 0, 1)
  backend = testBackend({ door, now: () => now })
})
afterEach(() => backend.stop())

const asked: string[] = []
async function ground() {
  const { app } = backend
  const tenant = await makeTenant(app)
  const [shop, blog] = [await makeSite(app, tenant, 'shop'), await makeSite(app, tenant, 'blog')]
  asked.length = 0
  door.result = ({ name, input }) => {
    if (name !== 'service.usage') return {}
    asked.push(String(input.service))
    return input.service === shop ? { heldBytes: 125 * 1_048_576, processes: 120 } : {}
  }
  const running = (service: string) => ({ service, state: 'running' as const, since: now, lastUse: null, connections: 0 })
  const see = async (...services: string[]) => {
    door.change({ services: services.map(running) })
    await until(() =>
      asRoot(app)
        .services.get({ service: services[0] ?? '' })
        .then(({ power }) => power === 'running'),
    )
  }
  return { app, tenant, shop, blog, see }
}

test('running services are looked at now and then, sleeping ones are not', async () => {
  const { app, shop, see } = await ground()
  await see(shop)
  await lookAround(app)
  await lookAround(app)
  expect(asked).toEqual([shop])
  now += 5 * 60_000 + 1
  await lookAround(app)
  expect(asked).toEqual([shop, shop])
})

test('whoever has nearly used up a limit is named, until that is no news any more', async () => {
  const { app, tenant, shop, blog, see } = await ground()
  await see(shop, blog)
  await lookAround(app)
  const attention = {
    tone: 'warn',
    text: 'shop uses 125 of 128 MiB of memory, 120 of 128 processes.',
    link: `/t/${tenant}/services/${shop}/resources`,
  }
  expect((await asRoot(app).overview.get({ tenant })).attention).toEqual([attention])
  expect((await asRoot(app).dashboard.get()).attention).toEqual([{ ...attention, text: `acme/${attention.text}` }])
  now += 15 * 60_000 + 1
  expect((await asRoot(app).overview.get({ tenant })).attention).toEqual([])
})

test('one that cannot be looked at keeps no other from it', async () => {
  const { app, shop, blog, see } = await ground()
  await see(shop, blog)
  door.fail = ({ name, input }) => (name === 'service.usage' && input.service === shop ? { code: 'timeout' } : undefined)
  await lookAround(app)
  expect(
    backend.database.queries
      .select()
      .from(uses)
      .all()
      .map(({ service }) => service),
  ).toEqual([blog])
})

test.each([
  [{ heldBytes: 90, diskBytes: null, processes: 1 }, []],
  [{ heldBytes: null, diskBytes: 920 * 1_048_576, processes: 1 }, ['920 of 1000 MiB of disk']],
  [{ heldBytes: 0, diskBytes: 0, processes: 90 }, ['90 of 100 processes']],
])('%j near its limits: %j', (seen, near) => {
  expect(nearLimits(seen, { memoryMiB: 128, diskMiB: 1000, processes: 100 })).toEqual(near)
})
