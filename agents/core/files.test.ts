import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import * as z from 'zod'
import { writeAtomic } from './atomic-write.ts'
import { readConfig } from './config.ts'
import { openDatabase } from './database.ts'
import { exec, execOk } from './exec.ts'
import { readInstanceKeys, writeInstanceKeys } from './instance-keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'reeve-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('an atomic write replaces a file with its mode and leaves nothing beside it', async () => {
  const path = join(folder, 'atomic', 'file')
  mkdirSync(join(folder, 'atomic'))
  await writeAtomic(path, 'one')
  await writeAtomic(path, 'two', 0o644)
  expect(readFileSync(path, 'utf8')).toBe('two')
  expect(statSync(path).mode & 0o777).toBe(0o644)
  expect(readdirSync(join(folder, 'atomic'))).toEqual(['file'])
})

test('an atomic write follows no link and replaces no folder', async () => {
  const target = join(folder, 'target')
  writeFileSync(target, 'kept')
  symlinkSync(target, join(folder, 'link'))
  await expect(writeAtomic(join(folder, 'link'), 'x')).rejects.toMatchObject({ code: 'conflict' })
  await expect(writeAtomic(folder, 'x')).rejects.toMatchObject({ code: 'conflict' })
  expect(readFileSync(target, 'utf8')).toBe('kept')
})

test('a program gets its arguments as they are, without a shell', async () => {
  expect(await execOk(['printf', '%s|', '$HOME; `id`', '*', '--'])).toBe('$HOME; `id`|*|--|')
  expect(await exec(['cat'], { input: 'hello' })).toEqual({ status: 0, stdout: 'hello', stderr: '' })
  await expect(execOk(['ls', '--', join(folder, 'nothing')])).rejects.toMatchObject({ code: 'internal', message: 'ls failed.' })
  await expect(exec(['reeve-no-such-program'])).rejects.toMatchObject({ code: 'internal' })
})

test('a program that takes too long or writes too much is killed with its children', async () => {
  await expect(exec(['sleep', '1000'], { timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' })
  await expect(exec(['env', 'sleep', '1000'], { timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' })
  await expect(exec(['cat', '/dev/zero'], { maxOutputBytes: 10_000 })).rejects.toMatchObject({ code: 'too_large' })
})

test('a database keeps what it acknowledged: settings are read back, migrations run once, newer files are refused', () => {
  const path = join(folder, 'test.db')
  const first = { name: '0001_first', sql: 'CREATE TABLE things (id TEXT)' }
  const second = { name: '0002_second', sql: 'ALTER TABLE things ADD COLUMN note TEXT' }
  openDatabase(path, [first]).close()
  const db = openDatabase(path, [first, second])
  expect([db.pragma('journal_mode', { simple: true }), db.pragma('synchronous', { simple: true })]).toEqual(['wal', 2])
  db.prepare('INSERT INTO things (id, note) VALUES (?, ?)').run('a', 'b')
  db.close()
  expect(() => openDatabase(path, [first])).toThrow('newer')
  expect(() => openDatabase(path, [first, second, { name: '0003_bad', sql: 'CREATE TABLE more (id TEXT); nonsense' }])).toThrow()
  const again = openDatabase(path, [first, second])
  expect(again.prepare('SELECT count(*) FROM sqlite_master WHERE name = ?').pluck().get('more')).toBe(0)
  again.close()
})

test('a configuration that does not fit names the field', () => {
  const path = join(folder, 'config.json')
  const schema = z.strictObject({ socket: z.string() })
  writeFileSync(path, '{"socket":"/run/x"}')
  expect(readConfig(schema, path)).toEqual({ socket: '/run/x' })
  writeFileSync(path, '{"socket":1}')
  expect(() => readConfig(schema, path)).toThrow('socket')
  writeFileSync(path, '{')
  expect(() => readConfig(schema, path)).toThrow(path)
  expect(() => readConfig(schema, undefined)).toThrow('only argument')
})

test('what services writes onto an instance is what the waker reads', () => {
  const keys = {
    service: 'saaaaaaaaaaaa',
    tenant: 'taaaaaaaaaaaa',
    kind: 'postgresql',
    generation: 3,
    address: '10.88.1.2',
    ownAddress: null,
    ports: [{ name: 'sql', port: 5432 }],
    freezeAfter: 300,
    stopAfter: 0,
    suspended: false,
    halted: false,
  }
  expect(readInstanceKeys({ 'limits.cpu': '1', ...writeInstanceKeys(keys) })).toEqual(keys)
  expect(readInstanceKeys(writeInstanceKeys({ ...keys, ownAddress: '10.87.16.4', ports: [] }))).toMatchObject({
    ownAddress: '10.87.16.4',
    ports: [],
  })
  expect(readInstanceKeys({ 'user.reeve.service': 'saaaaaaaaaaaa' })).toBeUndefined()
})
