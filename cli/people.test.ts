import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openHouse, url } from './testing/house.ts'

const { reeve, document, approving, folder, panel, api, tokenFor, close } = await openHouse()
afterAll(close)

test('plans, kinds, people and links', async () => {
  expect(await document('plan', 'create', 'Tiny', '--services', '1', '--freeze-after', '90s', '--stop-after', 'never')).toMatchObject({
    limits: { services: 1 },
    idle: { freezeAfterSeconds: 90, stopAfterSeconds: 0 },
  })
  await document('plan', 'delete', 'Tiny')
  const inverted = await reeve('plan', 'create', 'Tiny', '--freeze-after', '90s', '--stop-after', '60s')
  expect(inverted.status).toBe(2)
  expect(inverted.err).toContain('--stop-after: Let it stop no sooner than it freezes')
  expect((await document('kind', 'list')).map(({ kind }: { kind: string }) => kind)).toContain('webserver')
  expect(await document('enrol-link')).toMatchObject({ url: expect.stringContaining('/join#token=') })
  const invited = await document('person', 'invite', 'second@example.org', '--role', 'administrator', ...approving())
  expect(invited.link.url).toContain('#token=')
  expect(await document('action', 'show', invited.action)).toMatchObject({ name: 'administrator.add', state: 'done' })

  const third = await reeve('person', 'invite', 'third@example.org', '--role', 'administrator', '--json')
  expect(third.status).toBe(1)
  const waiting = await document('person', 'invitations')
  expect(waiting.map(({ email, state }: { email: string; state: string }) => [email, state])).toEqual([
    ['second@example.org', 'open'],
    ['third@example.org', 'waiting'],
  ])
  expect((await reeve('person', 'invitations')).out).toMatch(/third@example\.org +administrator +- +root +waits for an approval/)
  expect(await document('person', 'uninvite', 'third@example.org')).toEqual({ id: waiting[1].id })
  await document('person', 'uninvite', waiting[0].id)
  expect(await document('person', 'invitations')).toEqual([])
  expect((await reeve('person', 'uninvite', 'third@example.org')).err).toMatch(/^not_found: /)
})

test('a person gets a link to a new password, and an account that belongs nowhere is deleted', async () => {
  await document('tenant', 'create', 'umbrella')
  const invited = await document('person', 'invite', 'bob@example.org', '--role', 'member', '--tenant', 'umbrella')
  const token = new URL(invited.link.url).hash.replace('#token=', '')
  const bob = { token, name: 'Bob', email: 'bob@example.org', password: 'correct horse battery' }
  await api.setup.join.mutate(bob)
  const reset = await document('person', 'reset', 'bob@example.org')
  expect(reset).toMatchObject({ id: expect.any(String), link: { url: expect.stringContaining('/reset#token=') } })
  expect((await reeve('person', 'delete', 'bob@example.org')).err).toMatch(/^conflict: /)
  await document('person', 'remove', 'bob@example.org', '--tenant', 'umbrella')
  expect(await document('person', 'delete', 'bob@example.org')).toEqual({ id: reset.id })
  expect((await reeve('person', 'reset', 'bob@example.org')).err).toMatch(/^not_found: /)
  await document('tenant', 'delete', 'umbrella', ...approving())
})

test('people have duties, rights, suspensions; a reseller has limits and a tenant; a tenant is handed over', async () => {
  const joined = async (email: string, ...words: string[]) => {
    const { link } = await document('person', 'invite', email, ...words)
    const token = new URL(link.url).hash.replace('#token=', '')
    return (await api.setup.join.mutate({ token, name: email.split('@')[0] ?? '', email, password: 'correct horse battery' })).person
  }
  await document('tenant', 'create', 'stark')
  await document('service', 'create', '--tenant', 'stark', '--kind', 'webserver', '--name', 'www')
  const tony = await joined('tony@example.org', '--role', 'owner', '--tenant', 'stark')
  const pepper = await joined(
    'pepper@example.org',
    '--role',
    'member',
    '--tenant',
    'stark',
    '--all',
    'none',
    '--service',
    'stark/www=files',
  )
  expect(await document('person', 'of', 'stark/www')).toMatchObject([
    { person: tony },
    { person: pepper, verbs: ['see', 'files'], all: [] },
  ])
  await document('person', 'rights', 'pepper@example.org', '--tenant', 'stark', '--all', 'see,power')
  expect((await document('person', 'of', 'stark/www'))[1]).toMatchObject({ verbs: ['see', 'power'] })
  expect((await reeve('person', 'rights', 'pepper@example.org', '--tenant', 'stark', '--all', 'fly')).status).toBe(2)

  await document('tenant', 'hand-over', 'stark', '--from', 'tony@example.org', '--to', 'pepper@example.org', '--leaves', ...approving())
  expect(await document('person', 'list', '--tenant', 'stark')).toMatchObject([{ id: pepper, role: 'owner' }])

  expect(await document('person', 'duty', 'tony@example.org', 'reseller')).toEqual({ id: tony, duty: 'reseller', deletedPlans: [] })
  const limits = ['--tenants', '1', '--services', '10', '--cpus', '8', '--memory', '4096', '--disk', '20480', '--processes', '4096']
  expect(await document('reseller', 'limits', 'tony@example.org', ...limits)).toMatchObject({
    limits: { tenants: 1 },
    promised: { tenants: 0 },
  })
  expect(await document('reseller', 'give', 'stark', 'tony@example.org')).toMatchObject({ reseller: tony })
  expect(await document('reseller', 'show', tony)).toMatchObject({ promised: { tenants: 1, services: 10 } })
  expect(await document('tenant', 'show', 'stark')).toMatchObject({ reseller: tony, resellerName: 'tony' })
  expect(await document('reseller', 'give', 'stark', 'tony@example.org')).toMatchObject({ reseller: tony, action: null })
  expect(await document('reseller', 'take', 'stark')).toMatchObject({ reseller: null })
  await document('person', 'duty', 'tony@example.org', 'none')

  expect(await document('person', 'suspend', 'tony@example.org')).toEqual({ id: tony, suspended: true })
  expect(await document('person', 'resume', 'tony@example.org')).toEqual({ id: tony, suspended: false })
  expect(await document('token', 'list', 'tony@example.org')).toEqual([])
  expect((await reeve('token', 'revoke', 'tony@example.org', 'oaaaaaaaaaaaa')).err).toMatch(/^not_found: /)
  await document('tenant', 'delete', 'stark', ...approving())
})

test('a sign-in server is set with its secret sealed, shown without it, and turned off', async () => {
  const secret = join(folder, 'oidc-secret')
  writeFileSync(secret, 'a secret of the provider\n')
  const words = ['--label', 'Example', '--issuer', 'https://id.example.org', '--client-id', 'reeve']
  expect((await reeve('sign-in', 'set', ...words)).err).toContain('Write the secret')
  expect((await reeve('sign-in', 'set', ...words, '--secret-file', join(folder, 'nothing'))).err).toMatch(/^bad_input: /)
  const set = await reeve('sign-in', 'set', ...words, '--secret-file', secret)
  expect(set).toMatchObject({ status: 0, err: '' })
  expect(set.out).toContain('npm run up -- --sign-in id.example.org')
  const shown = await document('sign-in', 'show')
  expect(shown).toEqual({
    ...{ on: true, label: 'Example', issuer: 'https://id.example.org', clientId: 'reeve', wayOut: null },
    returnUrl: `${url}/sign-in/return`,
  })
  expect((await reeve('sign-in', 'off')).out).toBe('Sign-in elsewhere is off.\n')
  expect(await document('sign-in', 'show')).toMatchObject({ on: false, issuer: '' })
})

test('accounts inside services are made with passwords that are shown once, changed and removed', async () => {
  await document('tenant', 'create', 'accounts')
  for (const kind of ['webserver', 'ssh', 'postgresql'])
    await document('service', 'create', '--tenant', 'accounts', '--kind', kind, '--name', kind)
  const reader = ['account', 'database-user', 'accounts/postgresql', 'reader', '--grant', 'app=read']
  const made = await document(...reader)
  expect(made).toMatchObject({ name: 'reader', passwords: { reader: expect.stringMatching(/^[a-zA-Z2-9]{24}$/) } })
  expect(await document(...reader)).toMatchObject({ passwords: {} })
  expect((await document(...reader, '--new-password')).passwords.reader).not.toBe(made.passwords.reader)
  const grants = async (...words: string[]) =>
    (await document('account', 'database-user', 'accounts/postgresql', 'reader', ...words)).grants as unknown[]
  expect(await grants('--new-password')).toEqual([{ database: 'app', access: 'read' }])
  expect(await grants('--no-grants')).toEqual([])
  expect((await reeve(...reader, '--no-grants')).err).toContain('Give either --grant or --no-grants.')
  expect((await reeve('account', 'database-user', 'accounts/postgresql', 'x', '--grant', 'app=all')).status).toBe(2)
  await document('account', 'remove-database-user', 'accounts/postgresql', 'reader', '--data', 'give')
  expect(await document('account', 'list', 'accounts/postgresql')).toMatchObject({
    sort: 'database',
    databases: ['app'],
    databaseUsers: [],
  })

  await document('account', 'group', 'accounts/ssh', 'team')
  const file = join(folder, 'keys.pub')
  writeFileSync(file, '# mine\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f bob\n')
  await document('account', 'user', 'accounts/ssh', 'bob', '--key-file', file, '--group', 'team')
  expect(await document('account', 'list', 'accounts/ssh')).toMatchObject({
    osUsers: [{ name: 'bob', uid: 2000 }],
    osGroups: [{ members: ['bob'] }],
  })
  expect((await reeve('account', 'list', 'accounts/ssh')).out).toContain('1 keys, team')
  const bob = async (...words: string[]) => {
    await document('account', 'user', 'accounts/ssh', 'bob', ...words)
    return (await document('account', 'list', 'accounts/ssh')).osUsers
  }
  expect(await bob('--no-groups')).toMatchObject([{ groups: [], keys: [{}] }])
  expect(await bob('--group', 'team', '--no-keys')).toMatchObject([{ groups: ['team'], keys: [] }])
  await document('account', 'remove-user', 'accounts/ssh', 'bob', '--home', 'delete')
  await document('account', 'remove-group', 'accounts/ssh', 'team', '--folder', 'delete')

  const opened = await document('account', 'folder', 'accounts/webserver', '/admin/', '--user', 'anna')
  expect(opened).toMatchObject({ path: 'admin', passwords: { anna: expect.any(String) } })
  const more = await document('account', 'folder', 'accounts/webserver', '/admin', '--user', 'anna', '--user', 'bert')
  expect(Object.keys(more.passwords)).toEqual(['bert'])
  await document('account', 'remove-folder', 'accounts/webserver', '/admin')
  await document('tenant', 'delete', 'accounts', ...approving())
})

test('with a token the same commands work over http, as its person and no more', async () => {
  await document('tenant', 'create', 'wayne')
  await document('service', 'create', '--tenant', 'wayne', '--kind', 'webserver', '--name', 'www')
  const { link } = await document('person', 'invite', 'bruce@example.org', '--role', 'owner', '--tenant', 'wayne')
  const token = new URL(link.url).hash.replace('#token=', '')
  const { person } = await api.setup.join.mutate({ token, name: 'Bruce', email: 'bruce@example.org', password: 'correct horse battery' })
  const file = join(folder, 'token')
  writeFileSync(file, `${tokenFor(person)}\n`, { mode: 0o600 })
  mkdirSync(join(folder, 'site'))
  writeFileSync(join(folder, 'site', 'index.html'), 'hello')
  const far = ['--url', panel, '--token-file', file]
  expect((await document('service', 'list', ...far)).map(({ name }: { name: string }) => name)).toEqual(['www'])
  expect(await document('site', 'deploy', '--service', 'wayne/www', join(folder, 'site'), ...far)).toMatchObject({ state: 'done' })
  expect((await reeve('tenant', 'create', 'lucius', ...far)).err).toMatch(/^forbidden: /)
  expect((await reeve('service', 'delete', 'wayne/www', ...far, ...approving())).err).toMatch(/^forbidden: No API token may do this/m)
  expect(await document('token', 'list', person)).toMatchObject([{ label: 'far', groups: ['read', 'files', 'services'] }])
  chmodSync(file, 0o644)
  expect((await reeve('service', 'list', ...far)).err).toMatch(/^bad_input: Others may read/)
  await document('tenant', 'delete', 'wayne', ...approving())
})
