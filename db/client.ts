import Sqlite from 'better-sqlite3'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import * as schema from './schema/index.ts'

/** Reads and writes, whether inside a transaction or not. */
export type Queries = Pick<
  BetterSQLite3Database<typeof schema>,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | 'all' | 'get' | 'run'
>

/** Where tests stop the process: before and after every commit. */
export type CommitPoint = (when: 'before commit' | 'after commit') => void

export interface Database {
  queries: Queries
  /** One synchronous transaction (BEGIN IMMEDIATE): all of it on disk when this returns, or nothing. It holds no await. */
  transact<T>(work: (queries: Queries) => T): T
  /** Brings the file to the schema of the migrations in this folder; does nothing when it is there. Throws when one fails. */
  migrate(folder: string): void
  close(): void
}

/**
 * Opens the database file (`:memory:` for tests) and makes sure that a commit survives a power cut.
 * Throws when SQLite does not take the settings.
 */
export function openDatabase(file: string, point: CommitPoint = () => undefined): Database {
  const sqlite = new Sqlite(file)
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma('busy_timeout = 5000')
  const settings = {
    journal: sqlite.pragma('journal_mode', { simple: true }),
    synchronous: sqlite.pragma('synchronous', { simple: true }),
    foreignKeys: sqlite.pragma('foreign_keys', { simple: true }),
  }
  const wanted = { journal: file === ':memory:' ? 'memory' : 'wal', synchronous: 2, foreignKeys: 1 }
  if (JSON.stringify(settings) !== JSON.stringify(wanted)) {
    sqlite.close()
    throw new Error(`the database refuses its settings: ${JSON.stringify(settings)}`)
  }
  const orm = drizzle({ client: sqlite, schema, casing: 'snake_case' })
  return {
    queries: orm,
    transact(work) {
      const result = orm.transaction(
        (transaction) => {
          const value = work(transaction)
          if (value instanceof Promise) throw new TypeError('a transaction must not wait')
          point('before commit')
          return value
        },
        { behavior: 'immediate' },
      )
      point('after commit')
      return result
    },

    migrate: (migrationsFolder) => migrate(orm, { migrationsFolder }),
    close: () => void sqlite.close(),
  }
}
