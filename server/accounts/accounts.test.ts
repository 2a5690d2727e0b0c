import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Accounts } from '../../contracts/accounts.ts'
import { folderHashOf } from '../../contracts/folder-hash.ts'
import { scramVerifier } from '../../contracts/scram.ts'
import { actions, events } from '../../db/schema/index.ts'
import { as, asRoot, person, testBackend } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeTenant, quiet } from '../testing/site.ts'

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f'
let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let tenant: string
beforeEach(async () => {
  door = new FakeDoor()
  backend = testBackend({ door })
  tenant = await makeTenant(backend.app)
})
afterEach(() => backend.stop())

async function make(kind: string): Promise<string> {
  const { service } = await asRoot(backend.app).services.create({ tenant, kind, name: kind })
  await quiet(backend.app)
  return service
}
const ask = () => asRoot(backend.app).accounts
/** What the keep was asked for last. */
async function wanted(): Promise<Accounts> {
  await quiet(backend.app)
  return door.done.findLast(({ name }) => name === 'service.apply')?.input.accounts as unknown as Accounts
}

test('a database user is made with rights, gets a new password, loses rights, and goes with or without its data', async () => {
  const service = await make('postgresql')
  const [first, second] = [await scramVerifier('one'), await scramVerifier('two')]
  const name = 'reader'
  await expect(ask().putDatabaseUser({ service, name, grants: [] })).rejects.toThrow('needs a password')
  await ask().putDatabaseUser({ service, name, verifier: first, grants: [{ database: 'app', access: 'read' }] })
  expect((await wanted()).databaseUsers).toEqual([{ name, verifier: first, grants: [{ database: 'app', access: 'read' }] }])
  expect(await ask().get({ service })).toMatchObject({
    sort: 'database',
    databases: ['app'],
    databaseUsers: [{ name, grants: [{ access: 'read' }] }],
  })
  await ask().putDatabaseUser({ service, name, verifier: second, grants: [] })
  await ask().putDatabaseUser({ service, name, grants: [{ database: 'app', access: 'write' }] })
  expect((await wanted()).databaseUsers).toMatchObject([{ verifier: second, grants: [{ access: 'write' }] }])
  await expect(ask().putDatabaseUser({ service, name, grants: [{ database: 'other', access: 'read' }] })).rejects.toThrow(
    'no database other',
  )
  await ask().removeDatabaseUser({ service, name, data: 'give' })
  expect(await wanted()).toMatchObject({ databaseUsers: [], removedDatabaseUsers: [{ name, data: 'give' }] })
  await expect(ask().removeDatabaseUser({ service, name, data: 'give' })).rejects.toThrow('no such user')
  await ask().putDatabaseUser({ service, name, verifier: first, grants: [] })
  expect((await wanted()).removedDatabaseUsers).toEqual([])
})

test('what checks a password stands in no view, no list and no audit row, and is gone from actions at rest', async () => {
  const service = await make('postgresql')
  const verifier = await scramVerifier('one')
  await ask().putDatabaseUser({ service, name: 'reader', verifier, grants: [] })
  await quiet(backend.app)
  const root = asRoot(backend.app)
  const { items } = await root.actions.list({ object: service })
  const shown = [await ask().get({ service }), await root.services.get({ service }), await root.services.list({}), items]
  for (const { id } of items) shown.push((await root.actions.get({ action: id })) as never)
  const { queries } = backend.database
  expect(JSON.stringify([shown, queries.select().from(actions).all(), queries.select().from(events).all()])).not.toContain('SCRAM')
})

test('users of the system have numbers that are never given again, and groups that are there', async () => {
  const service = await make('ssh')
  await expect(ask().putOsUser({ service, name: 'bob', keys: [key], groups: ['team'] })).rejects.toThrow('no group team')
  await ask().putOsGroup({ service, name: 'team' })
  await ask().putOsUser({ service, name: 'bob', keys: [key, key], groups: ['team'] })
  await ask().putOsUser({ service, name: 'eve', keys: [], groups: [] })
  expect(await wanted()).toMatchObject({
    osUsers: [
      { name: 'bob', uid: 2000, keys: [key], groups: ['team'] },
      { name: 'eve', uid: 2001 },
    ],
    osGroups: [{ name: 'team', gid: 10_000 }],
  })
  await ask().removeOsUser({ service, name: 'eve', home: 'delete' })
  await ask().putOsUser({ service, name: 'eve', keys: [], groups: [] })
  expect(await wanted()).toMatchObject({
    osUsers: [{ name: 'bob' }, { name: 'eve', uid: 2002 }],
    removedOsUsers: [{ name: 'eve', uid: 2001 }],
  })
  await expect(ask().putOsGroup({ service, name: 'bob' })).rejects.toThrow('There is a group or a user bob')
  await ask().removeOsGroup({ service, name: 'team', folder: 'give' })
  expect(await wanted()).toMatchObject({
    osUsers: [{ groups: [] }, {}],
    osGroups: [],
    removedOsGroups: [{ name: 'team', gid: 10_000, folder: 'give' }],
  })
})

test('a protected folder keeps the passwords of those who stay in its list', async () => {
  const service = await make('webserver')
  const [first, second] = [await folderHashOf('one'), await folderHashOf('two')]
  await ask().putFolder({ service, path: 'admin', users: [{ name: 'anna', hash: first }] })
  await ask().putFolder({ service, path: 'admin', users: [{ name: 'anna' }, { name: 'bert', hash: second }] })
  expect((await wanted()).folders).toEqual([
    {
      path: 'admin',
      users: [
        { name: 'anna', hash: first },
        { name: 'bert', hash: second },
      ],
    },
  ])
  await expect(ask().putFolder({ service, path: 'admin', users: [{ name: 'carl' }] })).rejects.toThrow('needs a password')
  expect((await ask().get({ service })).folders).toEqual([{ path: 'admin', users: ['anna', 'bert'] }])
  await ask().removeFolder({ service, path: 'admin' })
  expect((await wanted()).folders).toEqual([])
})

test('a kind has its own sort of accounts, and only who configures a service makes any', async () => {
  const { app } = backend
  const service = await make('webserver')
  await expect(ask().putOsGroup({ service, name: 'team' })).rejects.toThrow('no such accounts')
  const member = as(
    app,
    await person(app, { member: { tenant, role: 'member', rights: { all: ['see', 'files', 'power'], services: {} } } }),
  )
  await expect(member.accounts.get({ service })).rejects.toMatchObject({ cause: { code: 'forbidden' } })
  const configures = as(
    app,
    await person(app, { member: { tenant, role: 'member', rights: { all: [], services: { [service]: ['configure'] } } } }),
  )
  await configures.accounts.putFolder({ service, path: '', users: [] })
  expect((await wanted()).folders).toEqual([{ path: '', users: [] }])
})

test('a change of settings leaves the accounts, and the owner of databases cannot be one of their users', async () => {
  const service = await make('postgresql')
  await ask().putDatabaseUser({ service, name: 'reader', verifier: await scramVerifier('one'), grants: [] })
  await asRoot(backend.app).services.update({ service, config: { databases: ['app', 'more'] } })
  expect((await wanted()).databaseUsers).toHaveLength(1)
  await expect(asRoot(backend.app).services.update({ service, config: { owner: 'reader' } })).rejects.toThrow('is a user of the databases')
})

test('what the keep refuses is no account: it is told, and the accounts before it are wanted again', async () => {
  const service = await make('postgresql')
  const verifier = await scramVerifier('one')
  await ask().putDatabaseUser({ service, name: 'reader', verifier, grants: [] })
  await quiet(backend.app)
  expect(await ask().get({ service })).toMatchObject({ state: 'active', error: null })
  const refusal = { code: 'start_failed' as const, message: 'The database did not take it.' }
  door.fail = ({ input }) => (JSON.stringify(input).includes('writer') ? refusal : undefined)
  await ask().putDatabaseUser({ service, name: 'writer', verifier, grants: [] })
  expect(await ask().get({ service })).toMatchObject({ state: 'pending' })
  expect((await wanted()).databaseUsers.map(({ name }) => name)).toEqual(['reader'])
  expect(await ask().get({ service })).toMatchObject({ state: 'active', error: refusal, databaseUsers: [{ name: 'reader' }] })
  await ask().putDatabaseUser({ service, name: 'reader', grants: [] })
  expect(await ask().get({ service })).toMatchObject({ error: null })
})

test('what is added as new takes no account’s place', async () => {
  const [database, shell, site] = [await make('postgresql'), await make('ssh'), await make('webserver')]
  const verifier = await scramVerifier('one')
  const adding = [
    () => ask().putDatabaseUser({ service: database, name: 'one', verifier, grants: [], fresh: true }),
    () => ask().putOsUser({ service: shell, name: 'one', keys: [key], groups: [], fresh: true }),
    () => ask().putFolder({ service: site, path: 'one', users: [], fresh: true }),
  ]
  for (const add of adding) {
    await add()
    await expect(add()).rejects.toMatchObject({ cause: { code: 'conflict' } })
  }
})
