import { expect, test } from 'vitest'
import { tidy } from './house.ts'
import { as, asRoot, person, testBackend } from './testing/backend.ts'
import { makeSite, makeTenant } from './testing/site.ts'

test('requests that were answered go after half a year; those that wait for somebody stay', async () => {
  let clock = Date.now()
  const { app, stop } = testBackend({ now: () => clock })
  const tenant = await makeTenant(app)
  const service = await makeSite(app, tenant)
  const member = as(app, await person(app, { member: { tenant, role: 'member' } }))
  const ask = (memoryMiB: number) => member.requests.ask({ service, wish: { want: 'resources', amounts: { memoryMiB } } })
  const [answered, waiting] = [await ask(512), await ask(600)]
  await asRoot(app).requests.decide({ request: answered.id, allow: false })
  const left = async () => (await asRoot(app).requests.list({ service })).items.map(({ id }) => id)
  clock += 179 * 86_400_000
  await tidy(app)
  expect(await left()).toHaveLength(2)
  clock += 2 * 86_400_000
  await tidy(app)
  expect(await left()).toEqual([waiting.id])
  stop()
})
