import { afterEach, beforeEach, expect, test } from 'vitest'
import { asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { approve, quiet } from '../testing/site.ts'

let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  backend = testBackend({ door })
})
afterEach(() => backend.stop())

test('an administrator is removed under the name and address that the keep knows', async () => {
  const { app } = backend
  const { person: id } = await person(app, { administrator: true })
  door.administrators = [{ person: id, email: null, name: 'As the keep met them', addedAt: 1 }]
  const { action } = await asRoot(app).people.removeAdministrator({ person: id })
  await approve(app, action)
  expect(door.done.at(-1)?.input).toEqual({ person: id, email: null, name: 'As the keep met them' })
})

test('one whom the keep never knew can be removed all the same', async () => {
  const { app } = backend
  const { person: id } = await person(app, { administrator: true })
  door.fail = ({ name }) => (name === 'administrator.remove' ? { code: 'not_found', refused: true } : undefined)
  const { action } = await asRoot(app).people.removeAdministrator({ person: id })
  await approve(app, action)
  await quiet(app)
  const { items } = await asRoot(app).people.list({})
  expect(items.find((one) => one.id === id)?.role).not.toBe('administrator')
})
