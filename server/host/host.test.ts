import { afterEach, beforeEach, expect, test } from 'vitest'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  backend = testBackend({ door })
})
afterEach(() => backend.stop())

test('the machine is shown to administrators and to those who only look', async () => {
  const { app } = backend
  expect(await asRoot(app).host.show()).toMatchObject({ status: { rebootNeeded: false }, firewall: { generation: 0 } })
  const auditor = as(app, await person(app, { duty: 'auditor' }))
  expect((await auditor.host.show()).firewall.keptOpen).toContain(22)
  await expect(auditor.host.confirm({ generation: 1 })).rejects.toThrow()
})

test("a change of the machine's firewall waits for an approval, and reaches the machine only with it", async () => {
  const { app } = backend
  const administrator = as(app, await person(app, { administrator: true }))
  const { action } = await administrator.host.setFirewall({ closed: true, rules: [], generation: 1 })
  expect(await administrator.actions.get({ action })).toMatchObject({ state: 'awaiting_approval', name: 'host.firewall' })
  expect(door.done.filter(({ name }) => name === 'host.firewall')).toEqual([])
})

test('the word goes to the machine', async () => {
  await asRoot(backend.app).host.confirm({ generation: 3 })
  expect(door.done.filter(({ name }) => name === 'host.confirm').map(({ input }) => input)).toEqual([{ generation: 3 }])
})
