import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Database, openDatabase } from './client.ts'
import { migrate } from './migrate.ts'
import { settings } from './schema/index.ts'

let folder: string
let database: Database
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-db-'))
  database = openDatabase(join(folder, 'test.db'))
  migrate(database)
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

const pragma = (name: string): unknown => Object.values(database.queries.get<Record<string, unknown>>(`pragma ${name}`) ?? {})[0]

test('what is acknowledged survives a power cut: WAL, synchronous FULL, foreign keys', () => {
  expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys'), pragma('busy_timeout')]).toEqual(['wal', 2, 1, 5000])
})

test('SQLite is past the WAL-reset fault', () => {
  const [major = 0, minor = 0] = String(database.queries.get<{ v: string }>('select sqlite_version() as v')?.v).split('.').map(Number)
  expect(major * 1000 + minor).toBeGreaterThanOrEqual(3051)
})

test('migrations run once, and again change nothing', () => {
  database.queries.insert(settings).values({ key: 'a', value: 1 }).run()
  migrate(database)
  expect(database.queries.select().from(settings).all()).toEqual([{ key: 'a', value: 1 }])
})

test('a transaction is all or nothing, and refuses to wait', () => {
  const write = () => database.queries.insert(settings).values({ key: 'a', value: 1 }).run()
  expect(() =>
    database.transact(() => {
      write()
      throw new Error('in the middle')
    }),
  ).toThrow('in the middle')
  expect(() => database.transact(async () => write())).toThrow('must not wait')
  expect(database.queries.select().from(settings).all()).toEqual([])
})
