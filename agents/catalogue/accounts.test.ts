import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Accounts, accounts, noAccounts } from '../../contracts/accounts.ts'
import { folderHashOf, isFolderHash, newPassword } from '../../contracts/folder-hash.ts'
import { scramVerifier } from '../../contracts/scram.ts'
import { kinds } from './index.ts'

const facts = { service: 'saaaaaaaaaaaa', resources: { cpus: 2, memoryMiB: 512, diskMiB: 1024, processes: 128 } }
const verifier = await scramVerifier('correct horse', new Uint8Array(16))
const hash = await folderHashOf('correct horse', new Uint8Array(16))
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f'

const examples: Record<string, { config: object; accounts: Partial<Accounts> }> = {
  postgresql: {
    config: { databases: ['shop', 'shop_test'], owner: 'shop' },
    accounts: {
      databaseUsers: [
        { name: 'reader', verifier, grants: [{ database: 'shop', access: 'read' }] },
        {
          name: 'maker',
          verifier,
          grants: [
            { database: 'shop', access: 'create' },
            { database: 'shop_test', access: 'write' },
          ],
        },
      ],
      removedDatabaseUsers: [
        { name: 'old', data: 'give' },
        { name: 'older', data: 'delete' },
      ],
    },
  },
  ssh: {
    config: { authorizedKeys: [key] },
    accounts: {
      osUsers: [
        { name: 'bob', uid: 2001, keys: [key], groups: ['team'] },
        { name: 'eve', uid: 2003, keys: [], groups: [] },
      ],
      removedOsUsers: [
        { name: 'dan', uid: 2000, home: 'give' },
        { name: 'bob', uid: 2002, home: 'delete' },
      ],
      osGroups: [{ name: 'team', gid: 10_000 }],
      removedOsGroups: [{ name: 'crew', gid: 10_001, folder: 'delete' }],
    },
  },
  webserver: {
    config: { php: false },
    accounts: {
      folders: [
        { path: 'admin', users: [{ name: 'anna', hash }] },
        { path: 'admin/v1.0', users: [] },
        { path: '', users: [] },
      ],
    },
  },
}
const render = (kind: string, wanted: Partial<Accounts>, config: object = examples[kind]?.config ?? {}) =>
  new Map(
    (kinds[kind]?.render(config, { ...facts, accounts: { ...noAccounts, ...wanted } }) ?? []).map(({ path, content }) => [path, content]),
  )

test.each(Object.keys(examples))('%s: accounts render as before', async (kind) => {
  const [before, after] = [render(kind, {}), render(kind, examples[kind]?.accounts ?? {})]
  const changed = [...after].filter(([path, content]) => before.get(path) !== content)
  await expect(changed.map(([path, content]) => `==> ${path}\n${content}`).join('\n')).toMatchFileSnapshot(`golden/${kind}.accounts.txt`)
})

const attacks = [
  "x'; DROP ROLE postgres; --",
  'a" WITH SUPERUSER; --',
  'a$$; DROP TABLE x; DO $$',
  'a\\gexec',
  'a\nroot:x:0:0::/:/bin/sh',
  'a:*:0:0::/:/bin/sh',
  '../root',
  'a b',
  'a;b',
  'admin { allow all; }',
  'admin(?:.*',
  '$(id)',
  '`id`',
  '-rf',
  'a\u0000',
]

describe('what is hostile never gets into a file', () => {
  const places: ((text: string) => Partial<Accounts>)[] = [
    (name) => ({ databaseUsers: [{ name, verifier, grants: [] }] }),
    (text) => ({ databaseUsers: [{ name: 'a', verifier: text, grants: [] }] }),
    (database) => ({ databaseUsers: [{ name: 'a', verifier, grants: [{ database, access: 'read' }] }] }),
    (name) => ({ removedDatabaseUsers: [{ name, data: 'give' }] }),
    (name) => ({ osUsers: [{ name, uid: 2000, keys: [], groups: [] }] }),
    (text) => ({ osUsers: [{ name: 'bob', uid: 2000, keys: [text], groups: [] }] }),
    (name) => ({ osUsers: [{ name: 'bob', uid: 2000, keys: [], groups: [name] }] }),
    (name) => ({ removedOsUsers: [{ name, uid: 2000, home: 'give' }] }),
    (name) => ({ osGroups: [{ name, gid: 10_000 }] }),
    (name) => ({ removedOsGroups: [{ name, gid: 10_000, folder: 'delete' }] }),
    (path) => ({ folders: [{ path, users: [] }] }),
    (name) => ({ folders: [{ path: 'a', users: [{ name, hash }] }] }),
    (text) => ({ folders: [{ path: 'a', users: [{ name: 'a', hash: text }] }] }),
  ]
  test.each(places.map((place, index) => [index, place] as const))('place %d', (_, place) => {
    for (const attack of attacks) expect(accounts.safeParse({ ...noAccounts, ...place(attack) }).success, attack).toBe(false)
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => {
        const parsed = accounts.safeParse({ ...noAccounts, ...place(text) })
        if (!parsed.success) return
        for (const kind of Object.keys(examples))
          for (const content of render(kind, parsed.data).values()) {
            // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
            expect(content).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/)
          }
      }),
      { numRuns: 300 },
    )
  })

  test.each(['root', 'sshd', 'tenant', 'postgres', 'www-data'])('nobody is called %s', (name) => {
    expect(accounts.safeParse({ ...noAccounts, osUsers: [{ name, uid: 2000, keys: [], groups: [] }] }).success).toBe(false)
  })
  test.each([0, 1000, 1999, 10_000])('nobody has the number %d', (uid) => {
    expect(accounts.safeParse({ ...noAccounts, osUsers: [{ name: 'bob', uid, keys: [], groups: [] }] }).success).toBe(false)
  })
})

test('whoever has the name now keeps the folder of whoever had it', () => {
  expect(render('ssh', examples.ssh?.accounts ?? {}).get('/etc/reeve/homes.gone')).toBe('dan 2000 give\n')
})

test('grants for a database that is not there any more are left out', () => {
  const files = render('postgresql', examples.postgresql?.accounts ?? {}, { databases: ['shop'], owner: 'shop' })
  expect(files.get('/etc/reeve/pg_hba.conf')).not.toContain('shop_test')
  expect(files.get('/etc/reeve/provision.sql')).not.toContain('shop_test')
})

/** What nginx decides for an address: the first row whose pattern fits. */
test.each([
  ['/', '3'],
  ['/admin', '2'],
  ['/admin/', '2'],
  ['/admin/x.php', '2'],
  ['/administrator', '3'],
  ['/admin/v1.0/x', '1'],
  ['/admin/v1x0/x', '2'],
])('the address %s is protected by the file %s', (address, wanted) => {
  const nginx = render('webserver', examples.webserver?.accounts ?? {}).get('/etc/reeve/nginx.conf') ?? ''
  const map = /map \$uri \$closed_by \{\n([^}]*)\}/.exec(nginx)?.[1] ?? ''
  const rows = [...map.matchAll(/^\s+~(\S+) (\d+);$/gm)]
  expect(rows.find(([, pattern = '']) => new RegExp(pattern).test(address))?.[2]).toBe(wanted)
})

test('hashes of folders are salted, and new passwords are all different and easy to read', async () => {
  expect(isFolderHash(hash)).toBe(true)
  expect(await folderHashOf('one')).not.toBe(await folderHashOf('one'))
  const made = Array.from({ length: 200 }, newPassword)
  expect(new Set(made).size).toBe(200)
  for (const one of made) expect(one).toMatch(/^[a-zA-Z2-9]{24}$/)
  expect(made.join('')).not.toMatch(/[lIO01o]/)
})
