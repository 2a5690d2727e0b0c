import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { domains } from '../../db/schema/index.ts'
import { asRoot, testBackend } from '../testing/backend.ts'
import { makeSite, makeTenant } from '../testing/site.ts'

let backend: ReturnType<typeof testBackend>
let service: string
beforeEach(async () => {
  backend = testBackend()
  service = await makeSite(backend.app, await makeTenant(backend.app), 'shop', ['www.acme.test'])
})
afterEach(() => backend.stop())

const api = () => asRoot(backend.app).domains
const add = (name: string, redirectTo: string | null) => api().add({ service, name, redirectTo })
const lead = async (name: string, redirectTo: string | null) => {
  const { items } = await api().list({})
  return api().update({ domain: items.find((one) => one.name === name)?.id ?? '', redirectTo })
}
const circle = (asked: Promise<unknown>) => expect(asked).rejects.toThrow(/round in a circle/)

test('domains that would send visitors round in a circle are refused, however long the way is', async () => {
  await add('one.test', 'two.test')
  await circle(add('two.test', 'one.test'))
  await add('two.test', 'three.test')
  await circle(add('three.test', 'one.test'))
  await add('three.test', null)
  await circle(lead('three.test', 'one.test'))
  await expect(lead('one.test', 'one.test')).rejects.toThrow('A domain cannot redirect to itself.')
  // Out of the circle, and to places that are not here.
  await lead('three.test', 'www.acme.test')
  await lead('two.test', 'elsewhere.test')
  await lead('three.test', 'one.test')
  expect(Object.fromEntries((await api().list({})).items.map(({ name, redirectTo }) => [name, redirectTo]))).toEqual({
    'one.test': 'two.test',
    'two.test': 'elsewhere.test',
    'three.test': 'one.test',
    'www.acme.test': null,
  })
})

test('nor over a domain of another tenant, which is not told more than any visitor', async () => {
  const other = await makeSite(backend.app, await makeTenant(backend.app, 'other'), 'shop')
  await api().add({ service: other, name: 'theirs.test', redirectTo: 'www.acme.test' })
  await expect(lead('www.acme.test', 'theirs.test')).rejects.toThrow(
    'theirs.test leads back to www.acme.test: visitors would go round in a circle. Choose another name.',
  )
})

test('a circle that is there already ends no other change', async () => {
  await add('one.test', 'two.test')
  await add('two.test', 'elsewhere.test')
  backend.database.queries.update(domains).set({ redirectTo: 'one.test' }).where(eq(domains.name, 'two.test')).run()
  await add('three.test', 'one.test')
})
