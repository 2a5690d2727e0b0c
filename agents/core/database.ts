import Database from 'better-sqlite3'

export type Db = Database.Database

/** One named change of the schema; never edited after it was released. */
export interface Migration {
  name: string
  sql: string
}

/**
 * Opens a SQLite file so that what was acknowledged survives a power cut, and brings its schema up to date.
 * Throws when the file does not take the settings: a process must not run on weaker promises. `:memory:` for tests.
 */
export function openDatabase(path: string, migrations: readonly Migration[]): Db {
  const db = new Database(path)
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    db.pragma('busy_timeout = 5000')
    // better-sqlite3 is compiled with synchronous=NORMAL for WAL, which loses acknowledged commits: read back, never assume.
    expectPragma(db, 'journal_mode', path === ':memory:' ? 'memory' : 'wal')
    expectPragma(db, 'synchronous', 2)
    expectPragma(db, 'foreign_keys', 1)
    migrate(db, migrations)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

const fullCodes = ['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE', 'SQLITE_IOERR_SHMOPEN']

/** The disk, or the quota of the volume, has no room for what was to be written (SQLite knows only the first by its own name). Nothing was. */
export const isFull = (error: unknown): boolean => error instanceof Database.SqliteError && fullCodes.includes(error.code)

function expectPragma(db: Db, name: string, wanted: string | number): void {
  const found = db.pragma(name, { simple: true })
  if (found !== wanted) throw new Error(`SQLite has ${name}=${String(found)} instead of ${wanted}.`)
}

function migrate(db: Db, migrations: readonly Migration[]): void {
  db.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT')
  const applied = new Set(db.prepare('SELECT name FROM migrations').pluck().all())
  const known = new Set(migrations.map((migration) => migration.name))
  for (const name of applied) {
    if (!known.has(String(name))) throw new Error(`The database is newer than this program: it has the migration ${String(name)}.`)
  }
  for (const { name, sql } of migrations) {
    if (applied.has(name)) continue
    db.transaction(() => {
      db.exec(sql)
      db.prepare('INSERT INTO migrations (name, applied_at) VALUES (?, ?)').run(name, Date.now())
    }).immediate()
  }
}
