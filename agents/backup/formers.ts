import type { Db, Migration } from '../core/database.ts'

export const backupMigrations: readonly Migration[] = [
  {
    name: '0001_formers',
    sql: 'CREATE TABLE formers (service TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  },
  {
    name: '0002_makers',
    sql: 'CREATE TABLE makers (copy TEXT PRIMARY KEY, action TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  },
  {
    name: '0003_of_whom_a_copy_is',
    sql: 'ALTER TABLE makers ADD COLUMN tenant TEXT',
  },
]

/** For so long what a restore replaced stays as the way back. */
export const formerLifeMs = 7 * 86_400_000

/** Since when which service's former data is kept. */
export type Formers = ReturnType<typeof createFormers>

export const createFormers = (db: Db) => ({
  find: (service: string): number | undefined =>
    db.prepare<[string], number>('SELECT at FROM formers WHERE service = ?').pluck().get(service),
  note: (service: string, at: number): void => {
    db.prepare('INSERT OR REPLACE INTO formers (service, at) VALUES (?, ?)').run(service, at)
  },
  forget: (service: string): void => {
    db.prepare('DELETE FROM formers WHERE service = ?').run(service)
  },
  olderThan: (at: number): string[] => db.prepare<[number], string>('SELECT service FROM formers WHERE at < ?').pluck().all(at),
})
