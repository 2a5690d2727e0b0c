import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../contracts/ids.ts'
import { authenticators, people } from '../../db/schema/index.ts'
import { asRoot, person, testBackend } from '../testing/backend.ts'
import { makeTenant } from '../testing/site.ts'

let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  backend = testBackend()
})
afterEach(() => backend.stop())

test('the dashboard says that no administrator has an approval key, whatever keys root and owners have', async () => {
  const { app, database } = backend
  const said = async () => (await asRoot(app).dashboard.get()).attention.filter(({ link }) => link === '/account')
  const trust = (of: string, tenant: string | null) =>
    database.queries
      .insert(authenticators)
      .values({ id: newId('k'), person: of, personName: of, label: 'Laptop', tenant, credential: newId('k'), createdAt: 1 })
      .run()
  trust('root', null)
  expect(await said()).toEqual([])
  const tenant = await makeTenant(app)
  const owner = await person(app, { member: { tenant, role: 'owner' } })
  const [anna, bob] = [await person(app, { administrator: true }), await person(app, { administrator: true })]
  trust(owner.person, tenant)
  trust(anna.person, tenant)
  expect(await said()).toMatchObject([{ tone: 'warn', text: expect.stringMatching(/^No administrator has an approval key/) }])
  trust(bob.person, null)
  expect(await said()).toEqual([])
  database.queries.update(people).set({ suspended: true }).where(eq(people.id, bob.person)).run()
  expect(await said()).toHaveLength(1)
})
