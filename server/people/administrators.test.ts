import { afterEach, beforeEach, expect, test } from 'vitest'
import { as, asRoot, person, testBackend, until } from '../testing/backend.ts'
import { tokenOf } from '../testing/browser.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { approve, quiet } from '../testing/site.ts'

let clock: number
let door: FakeDoor
let backend: ReturnType<typeof testBackend>
beforeEach(() => {
  door = new FakeDoor()
  clock = 0
  backend = testBackend({ door, now: () => Date.now() + clock })
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

test('the invitation of an administrator says whether its link works, and an approval that ran out can be asked for again', async () => {
  const { app } = backend
  const { link, action, invitation } = await asRoot(app).people.invite({ email: 'new@example.org', role: 'administrator', tenant: null })
  const open = async () => (await asRoot(app).people.invitations({})).items
  const look = () => as(app, null).setup.inviteInfo({ token: tokenOf(link.url) })
  expect(await open()).toMatchObject([{ id: invitation, state: 'waiting', action }])
  await expect(look()).rejects.toThrow('waits for an approval still')
  clock = 16 * 60_000
  app.dispatcher.nudge()
  await until(async () => (await open())[0]?.state === 'lapsed')
  await expect(look()).rejects.toThrow('This invitation was not approved')
  const again = await asRoot(app).actions.retry({ action: action ?? '' })
  expect(await open()).toMatchObject([{ state: 'waiting', action: again.action }])
  await approve(app, again.action)
  await quiet(app)
  expect(await open()).toMatchObject([{ state: 'open' }])
  expect(await look()).toMatchObject({ role: 'administrator', email: 'new@example.org' })
})

test('no administrator suspends another: without an approval one stolen session would shut out all the others', async () => {
  const { app } = backend
  const [ada, bob] = [await person(app, { administrator: true }), await person(app, { administrator: true })]
  await expect(as(app, ada).people.suspend({ person: bob.person })).rejects.toMatchObject({ cause: { code: 'forbidden' } })
  await asRoot(app).people.suspend({ person: bob.person })
})
