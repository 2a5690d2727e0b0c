import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeTenant } from '../testing/site.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  backend = testBackend({ door })
})
afterEach(() => backend.stop())

test('each administrative server is shown with what it may do, how it is, what waits for it and what it did last', async () => {
  const { app } = backend
  door.seen = [
    { name: 'tenancy', self: { since: 5, build: 'abc' } },
    { name: 'vault', self: null },
  ]
  await makeTenant(app)
  const servers = await as(app, await person(app, { duty: 'auditor' })).agents.list()
  const [tenancy, vault] = ['tenancy', 'vault'].map((name) => servers.find((server) => server.name === name))
  expect(tenancy).toMatchObject({
    zone: 'keep',
    self: { since: 5, build: 'abc' },
    last: { state: 'done', words: 'Set up the tenant acme' },
  })
  expect(tenancy?.may).toEqual([
    { name: 'tenant.apply', risk: 'sensitive' },
    { name: 'tenant.delete', risk: 'critical' },
  ])
  expect(vault).toMatchObject({ zone: 'vault', self: null, may: [], last: null })
})

test('an administrator restarts a single one, an auditor does not, and nobody the one that is root on the machine', async () => {
  const { app } = backend
  const { action } = await asRoot(app).agents.restart({ agent: 'stats' })
  await vi.waitFor(async () => expect(await asRoot(app).actions.get({ action })).toMatchObject({ state: 'done' }))
  expect(door.done.map(({ name, input }) => [name, input])).toEqual([['agent.restart', { agent: 'stats' }]])
  const auditor = as(app, await person(app, { duty: 'auditor' }))
  await expect(auditor.agents.restart({ agent: 'stats' })).rejects.toMatchObject({ cause: { code: 'forbidden' } })
  await expect(asRoot(app).agents.restart({ agent: 'machine' as 'stats' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})
