import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isScramVerifier } from '../contracts/scram.ts'
import { formatOf } from './commands/site.ts'
import { configOf, passwordOf, seconds } from './options.ts'
import { run } from './program.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function reeve(...words: string[]) {
  const said = { out: '', err: '' }
  const io = {
    out: (text: string) => {
      said.out += text
    },
    err: (text: string) => {
      said.err += text
    },
    terminal: false,
    now: () => 0,
  }
  const status = await run([...words, '--socket', join(folder, 'api.sock')], io)
  return { status, ...said }
}

test.each([
  [['nonsense']],
  [['tenant', 'create']],
  [['tenant', 'create', 'acme', '--plan']],
  [['status', '--unknown']],
  [['service', 'show', 'acme/shop/more']],
  [['service', 'show', 'Acme']],
  [['service', 'logs', 'acme/shop', '--lines', '0']],
  [['service', 'logs', 'acme/shop', '--lines', 'many']],
  [['tenant', 'show', '../etc']],
  [['action', 'show', 'not-an-id']],
  [['action', 'list', '--state', 'asleep']],
  [['person', 'invite', 'a@example.org', '--role', 'owner']],
  [['person', 'invite', 'a@example.org', '--role', 'god']],
  [['plan', 'create', 'Small', '--freeze-after', 'soon']],
  [['status', '--url', 'https://panel.example.org']],
  [['status', '--token-file', '/nowhere']],
  [['status', '--url', 'http://panel.example.org', '--token-file', '/nowhere']],
  [['person', 'duty', 'a@example.org', 'king']],
  [['backup', 'restore', 'acme/shop', 'abcdef01', '--path', 'htdocs', '--database', 'app']],
  [['domain', 'add', 'www.acme.test', '--service', 'acme/shop', '--tls', 'none']],
])('%j is wrong usage: exit status 2, one line on stderr, nothing on stdout', async (words) => {
  const { status, out, err } = await reeve(...words)
  expect(status, err).toBe(2)
  expect(out).toBe('')
  expect(err).toMatch(/^bad_input: .+\n$/)
})

test('with --json an error is JSON on stderr', async () => {
  const { status, err } = await reeve('service', 'create', '--json')
  expect(status).toBe(2)
  expect(JSON.parse(err)).toEqual({ error: { code: 'bad_input', message: expect.stringContaining('--tenant') } })
})

test('without a running Reeve a command says how to start it', async () => {
  const { status, out, err } = await reeve('status')
  expect(status).toBe(1)
  expect(out).toBe('')
  expect(err).toMatch(/^unavailable: .*npm run up/)
})

test('help is an answer', async () => {
  const { status, out } = await reeve('tenant', '--help')
  expect(status).toBe(0)
  expect(out).toContain('suspend')
})

test.each([
  ['90', 90],
  ['90s', 90],
  ['10m', 600],
  ['2h', 7200],
  ['1d', 86_400],
  ['never', 0],
])('the time %s is %d seconds', (text, value) => expect(seconds('--freeze-after', text)).toBe(value))

test.each(['', '-1', '1.5h', '10 m', '1w', '0x10'])('%j is no time', (text) =>
  expect(() => seconds('--freeze-after', text)).toThrow(/is a time/),
)

test('settings are JSON where they are JSON, text otherwise; a key is a plain word', () => {
  expect(configOf(['php=false', 'index=["a.html"]', 'owner=app', 'note=a=b'])).toEqual({
    php: false,
    index: ['a.html'],
    owner: 'app',
    note: 'a=b',
  })
  expect(configOf(['index=a.html', 'index=b.html', 'keys=["x"]', 'keys=y'], ['index', 'keys'])).toEqual({
    index: ['a.html', 'b.html'],
    keys: ['x', 'y'],
  })
  for (const wrong of ['php', '=x', '__proto__=1', 'a b=1']) expect(() => configOf([wrong])).toThrow(/key=value/)
})

test('of a password only a verifier leaves', async () => {
  const file = join(folder, 'password')
  writeFileSync(file, 'correct horse\nsecond line')
  const { password = '' } = await passwordOf(file)
  expect(isScramVerifier(password)).toBe(true)
  expect(password).not.toContain('horse')
})

test.each([
  ['PK\x03\x04', 'zip'],
  ['\x1f\x8b', 'tar.gz'],
  [`${'\0'.repeat(257)}ustar`, 'tar'],
  ['<!doctype html>', undefined],
])('an archive is known by its first bytes', (start, format) =>
  expect(formatOf(Buffer.from(start.padEnd(262, '\0'), 'latin1'))).toBe(format),
)
