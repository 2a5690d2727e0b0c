import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noAccounts } from '../../contracts/accounts.ts'
import { canonicalJson } from '../../contracts/canonical.ts'
import { kindDescriptor, secretSettings, settingComplaints } from '../../contracts/kinds.ts'
import { isScramVerifier, scramVerifier } from '../../contracts/scram.ts'
import { openPorts } from '../../contracts/zones.ts'
import { imageAlias, imageOf } from './base.ts'
import { execlineScript } from './execline.ts'
import { addressPorts, descriptorOf, kindOf, kinds } from './index.ts'

const facts = {
  service: 'saaaaaaaaaaaa',
  accounts: noAccounts,
  resources: { cpus: 2, memoryMiB: 512, diskMiB: 1024, processes: 128 },
}
const verifier = await scramVerifier('correct horse', new Uint8Array(16))

/** One full configuration of each kind, and with it the golden files in `golden/`. */
const examples: Record<string, object> = {
  webserver: { folder: 'public', frontController: 'index.php', notFoundPage: '404.html', listing: true, tls: true, maxBodyMiB: 100 },
  ssh: {
    authorizedKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f anna@laptop'],
    sftpOnly: true,
    forwarding: true,
  },
  postgresql: { databases: ['shop', 'shop_test'], owner: 'shop', password: verifier },
}

test.each([
  ['webserver', { folder: '/etc' }, { folder: 'Use a folder such as public, or nothing for the top.' }],
  ['webserver', { folder: 'public/site' }, {}],
  ['webserver', { index: ['../x'] }, { index: 'Use a file name such as index.html.' }],
  ['webserver', { index: [] }, { index: 'Give at least 1 entries.' }],
  ['webserver', { notFoundPage: 'a/b' }, { notFoundPage: 'Use a file name such as index.html.' }],
  ['webserver', { notFoundPage: '', frontController: 'index.php' }, {}],
  ['webserver', { phpWorkers: 65, php: 'maybe' }, { phpWorkers: 'Write a whole number from 1 to 64.', php: 'Choose yes or no.' }],
  ['postgresql', { owner: 'My Shop' }, { owner: 'Use a to z, 0 to 9 and _, beginning with a letter.' }],
  ['postgresql', { databases: ['app', 'B'] }, { databases: 'Use a to z, 0 to 9 and _, beginning with a letter.' }],
  ['ssh', { authorizedKeys: [`  ssh-ed25519 ${'A'.repeat(68)} anna@laptop\n`] }, {}],
  ['ssh', { authorizedKeys: ['my key'] }, { authorizedKeys: expect.stringContaining('Paste one line of an OpenSSH public key') }],
])('what travels of %s says to %j: %j', (name, config, complaints) => {
  const kind = kinds[name]
  if (kind === undefined) throw new Error('unreachable')
  expect(settingComplaints(descriptorOf(kind), config)).toEqual(complaints)
})

describe.each(Object.keys(kinds))('%s', (name) => {
  const kind = kinds[name]
  if (kind === undefined) throw new Error('unreachable')

  test('is named as its file and describes itself', () => {
    expect(kind.kind).toBe(name)
    expect(kindOf(name)).toBe(kind)
    expect(() => kindDescriptor.parse(descriptorOf(kind))).not.toThrow()
    expect(kind.ports[0]?.port).toBe(kind.probe.port)
  })

  test('brings a sentence for every text that has a form', () => {
    const parts: { pattern?: unknown; complaint?: unknown }[] = []
    JSON.stringify(descriptorOf(kind).config, (_, value) => {
      if (typeof value === 'object' && value !== null && 'pattern' in value) parts.push(value)
      return value
    })
    for (const part of parts) expect(part.complaint).toEqual(expect.any(String))
  })

  test('calls secret what checks a password', () => {
    const { properties = {} } = descriptorOf(kind).config as { properties?: Record<string, { description?: string }> }
    for (const [name, { description = '' }] of Object.entries(properties))
      expect(secretSettings.includes(name), name).toBe(/verifier|password|secret|token/i.test(`${name} ${description}`))
  })

  test('has a default for everything, and values that can be signed', () => {
    expect(() => canonicalJson(kind.config.parse({}))).not.toThrow()
    expect(kind.render({}, facts).length).toBeGreaterThan(0)
  })

  test('writes root’s own files only', () => {
    for (const { path, mode } of kind.render(examples[name], facts)) {
      expect(path).toMatch(/^\/etc\/reeve\/[a-z0-9_.-]+$/)
      expect(mode & 0o022).toBe(0)
    }
  })

  test('renders as before', async () => {
    const files = kind.render(examples[name], facts)
    await expect(files.map(({ path, content }) => `==> ${path}\n${content}`).join('\n')).toMatchFileSnapshot(`golden/${name}.txt`)
  })

  test('its image is as before', async () => {
    const { files, packages, commands, alias } = imageOf(kind)
    expect(alias).toBe(imageAlias(name))
    const scripts = files.map(({ path, content, mode }) => `==> ${path} ${mode.toString(8)}\n${content}`)
    const lines = [packages.join(' '), ...commands.map((command) => JSON.stringify(command)), ...scripts]
    await expect(lines.join('\n')).toMatchFileSnapshot(`golden/${name}.image.txt`)
  })

  test('hostile values are refused or change nothing but their own place', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...attacks),
      fc.integer(),
      fc.array(fc.constantFrom(...attacks)),
    )
    const fields = Object.keys(kind.config.parse({}) as object)
    fc.assert(
      fc.property(fc.constantFrom(...fields), hostile, (field, value) => {
        const parsed = kind.config.safeParse({ ...examples[name], [field]: value })
        if (!parsed.success) return
        for (const { content } of kind.render(parsed.data, facts)) {
          for (const attack of attacks) expect(content).not.toContain(attack)
        }
      }),
      { numRuns: 500 },
    )
  })
})

const attacks = [
  '../../etc/passwd',
  'a; user root',
  'a} location / { root /',
  "x' root /",
  'a\nroot /;',
  '$(id)',
  '`id`',
  'a b',
  '*/',
  "'; DROP ROLE postgres; --",
  'app" WITH SUPERUSER',
  'command="/bin/sh" ssh-ed25519 AAAA',
  'ssh-ed25519 AAAA\nssh-ed25519 BBBB',
  '\u0000',
]

test('every port of a kind is open where its clients come through', () => {
  const open = (from: string, to: string) => openPorts.filter((row) => row.from === from && row.to === to).map(({ port }) => Number(port))
  for (const { ports } of Object.values(kinds)) for (const { port } of ports) expect(open('gate', 'tenant')).toContain(port)
  for (const port of addressPorts()) expect(open('host', 'gate')).toContain(port)
  expect(addressPorts().sort((a, b) => a - b)).toEqual([22, 5432])
})

test('names of objects’ own properties are no kinds', () => {
  for (const name of ['constructor', '__proto__', 'toString', '']) expect(kindOf(name)).toBeUndefined()
})

test('a website believes what is said about its client at the gate’s port alone', () => {
  const [nginx] = kinds.webserver?.render({ tls: true }, facts) ?? []
  const servers = (nginx?.content ?? '').split(/^ {2}server \{$/m)
  expect(servers).toHaveLength(3)
  const [shared = '', plain = '', passed = ''] = servers
  expect([shared, plain, passed].map((text) => text.includes('set_real_ip_from'))).toEqual([false, true, false])
  expect([plain, passed].map((text) => /listen (\d+)/.exec(text)?.[1])).toEqual(['80', '443'])
  expect(passed).toContain("fastcgi_param HTTP_X_FORWARDED_FOR '';")
})

describe('public keys', () => {
  const schema = kinds.ssh?.config
  const accepts = (key: string) => schema?.safeParse({ authorizedKeys: [key] }).success
  const good = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f'
  test.each([good, `${good} me@host`, `  ${good}\n`])('%j is one', (key) => expect(accepts(key)).toBe(true))
  test.each([
    '',
    'hello',
    `command="id" ${good}`,
    `${good} two words`,
    `${good}\n${good}`,
    good.replace('ssh-ed25519 ', 'ssh-rsa '),
    good.replace('ssh-ed25519', 'ssh-dss'),
    '-----BEGIN OPENSSH PRIVATE KEY-----',
  ])('%j is none', (key) => expect(accepts(key)).toBe(false))
})

describe('passwords of roles', () => {
  test('the verifier is the one that RFC 7677’s example leads to', async () => {
    const salt = Uint8Array.from(atob('W22ZaJ0SNY7soEsUEjb6gQ=='), (letter) => letter.charCodeAt(0))
    expect(await scramVerifier('pencil', salt)).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    )
  })
  test.each(['password', 'md5abc', 'SCRAM-SHA-256$1:x$y:z', `${verifier}'`])('%j never passes for one', (text) => {
    expect(isScramVerifier(text)).toBe(false)
    expect(kinds.postgresql?.config.safeParse({ password: text }).success).toBe(false)
  })
  test.each(['postgres', 'pg_x', 'Shop', '1a', 'a-b', 'a b', ''])('the name %j is refused', (text) => {
    expect(kinds.postgresql?.config.safeParse({ databases: [text] }).success).toBe(false)
    expect(kinds.postgresql?.config.safeParse({ owner: text }).success).toBe(false)
  })
})

test('words of scripts stay words', () => {
  expect(execlineScript(['echo', 'a b', 'c"d\\e', ''], ['true'])).toBe('#!/usr/bin/execlineb -P\necho "a b" "c\\"d\\\\e" ""\ntrue\n')
  expect(() => execlineScript(['echo', 'a\u0007'])).toThrow('control')
})
