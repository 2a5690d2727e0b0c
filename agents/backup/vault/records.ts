import { type BackupRow, backupRow, type GoneSource, type RepositorySpec, repositorySpec } from '../../../contracts/backups.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import type { Db, Migration } from '../../core/database.ts'

export const vaultMigrations: readonly Migration[] = [
  {
    name: '0001_vault',
    sql: `
      CREATE TABLE repositories (
        name TEXT PRIMARY KEY,
        spec TEXT NOT NULL,
        sealed TEXT,
        state TEXT,
        checked TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE opened (repository TEXT NOT NULL, owner TEXT NOT NULL, PRIMARY KEY (repository, owner)) STRICT, WITHOUT ROWID;
      CREATE TABLE backups (
        id TEXT NOT NULL,
        owner TEXT NOT NULL,
        source TEXT NOT NULL,
        repository TEXT NOT NULL,
        at INTEGER NOT NULL,
        keep_until INTEGER NOT NULL,
        whole INTEGER NOT NULL,
        row TEXT NOT NULL,
        PRIMARY KEY (owner, id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX backups_source ON backups (source, at);
      CREATE TABLE jobs (id TEXT PRIMARY KEY, at INTEGER NOT NULL, answer TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: '0002_gone_sources_and_the_store',
    sql: `
      CREATE TABLE gone (
        source TEXT PRIMARY KEY,
        owner TEXT NOT NULL,
        at INTEGER NOT NULL,
        wish TEXT NOT NULL CHECK (wish IN ('keep', 'remove'))
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE store (only INTEGER PRIMARY KEY CHECK (only = 1), id TEXT NOT NULL) STRICT;
    `,
  },
]

export interface Repository {
  name: string
  spec: RepositorySpec
  sealed: string | null
}
type Verdict = NonNullable<BackupRow['verified']>
const dayMs = 86_400_000
/** Nobody asks for the answer of a job again after that. */
const keptJobsMs = 30 * dayMs

/** What the vault knows of its own: backups and until when they stay, repositories, answers of jobs. No message of anybody changes a time that is in here. */
export type VaultRecords = ReturnType<typeof createRecords>

export function createRecords(db: Db, now: () => number) {
  db.prepare('DELETE FROM jobs WHERE at < ?').run(now() - keptJobsMs)
  const one = db.prepare<[string], { name: string; spec: string; sealed: string | null }>(
    'SELECT name, spec, sealed FROM repositories WHERE name = ?',
  )
  const all = db.prepare<[], { name: string; spec: string; state: string | null; checked: string | null }>(
    'SELECT * FROM repositories ORDER BY name',
  )
  const rows = db.prepare<[], string>('SELECT row FROM backups ORDER BY at DESC').pluck()
  const rowsOf = db.prepare<[string], string>('SELECT row FROM backups WHERE source = ? ORDER BY at DESC').pluck()
  const row = db.prepare<[string, string], string>('SELECT row FROM backups WHERE owner = ? AND id = ?').pluck()
  const lastWhole = db
    .prepare<[string, string], number>('SELECT max(at) FROM backups WHERE source = ? AND repository = ? AND whole = 1')
    .pluck()
  const write = db.prepare(
    `INSERT INTO backups (id, owner, source, repository, at, keep_until, whole, row) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (owner, id) DO UPDATE SET row = excluded.row`,
  )
  const read = (text: string): BackupRow => backupRow.parse(JSON.parse(text))
  const put = (backup: BackupRow, whole: boolean) =>
    write.run(
      ...[backup.id, backup.owner, backup.source, backup.repository, backup.at, backup.keepUntil],
      ...[whole ? 1 : 0, JSON.stringify(backup)],
    )
  const find = (owner: string, id: string): BackupRow => {
    const found = row.get(owner, id)
    if (found === undefined) throw new ReeveError('not_found', 'There is no such backup. Look at the list again.')
    return read(found)
  }
  const change = (owner: string, id: string, part: Partial<BackupRow>) =>
    db.prepare('UPDATE backups SET row = ? WHERE owner = ? AND id = ?').run(JSON.stringify({ ...find(owner, id), ...part }), owner, id)
  const verdictOf = (text: string | null): Verdict | null => (text === null ? null : JSON.parse(text))

  return {
    find,
    put,
    backups: (source?: string): BackupRow[] => (source === undefined ? rows.all() : rowsOf.all(source)).map(read),
    drop: (owner: string, id: string) => db.prepare('DELETE FROM backups WHERE owner = ? AND id = ?').run(owner, id),
    noteVerified: (owner: string, id: string, verified: Verdict) => change(owner, id, { verified }),
    noteDrill: (owner: string, id: string, drill: Verdict) => change(owner, id, { drill }),
    lastWhole: (source: string, repository: string): number => lastWhole.get(source, repository) ?? 0,
    repository(name: string): Repository {
      const found = one.get(name)
      if (found === undefined) throw new ReeveError('not_found', `There is no repository ${name}. An administrator adds one.`)
      return { name, sealed: found.sealed, spec: repositorySpec.parse(JSON.parse(found.spec)) }
    },
    repositories: () =>
      all.all().map(({ name, spec, state, checked }) => ({
        name,
        spec: repositorySpec.parse(JSON.parse(spec)),
        state: verdictOf(state),
        checked: verdictOf(checked),
      })),
    setRepository(name: string, spec: RepositorySpec, sealed: string | null) {
      db.prepare(
        `INSERT INTO repositories (name, spec, sealed) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET spec = excluded.spec, sealed = coalesce(excluded.sealed, sealed), state = NULL`,
      ).run(name, JSON.stringify(spec), sealed)
      // It may be another place now.
      db.prepare('DELETE FROM opened WHERE repository = ?').run(name)
    },
    removeRepository: (name: string) => db.prepare('DELETE FROM repositories WHERE name = ?').run(name),
    noteState: (name: string, state: Verdict) =>
      db.prepare('UPDATE repositories SET state = ? WHERE name = ?').run(JSON.stringify(state), name),
    noteChecked: (name: string, checked: Verdict) =>
      db.prepare('UPDATE repositories SET checked = ? WHERE name = ?').run(JSON.stringify(checked), name),
    isOpened: (repository: string, owner: string): boolean =>
      db.prepare('SELECT 1 FROM opened WHERE repository = ? AND owner = ?').get(repository, owner) !== undefined,
    opened: () => db.prepare<[], { repository: string; owner: string }>('SELECT repository, owner FROM opened').all(),
    noteOpened: (repository: string, owner: string) =>
      db.prepare('INSERT OR IGNORE INTO opened (repository, owner) VALUES (?, ?)').run(repository, owner),
    gone: (): GoneSource[] => db.prepare<[], GoneSource>('SELECT source, owner, at, wish AS left FROM gone ORDER BY at DESC').all(),
    /** The first time stays; what was to be kept may be wanted removed later, never the other way round. */
    noteGone: ({ source, owner, at, left }: GoneSource) =>
      db
        .prepare(
          `INSERT INTO gone (source, owner, at, wish) VALUES (?, ?, ?, ?)
           ON CONFLICT (source) DO UPDATE SET wish = CASE WHEN excluded.wish = 'remove' THEN 'remove' ELSE wish END`,
        )
        .run(source, owner, at, left),
    forgetGone: (source: string) => db.prepare('DELETE FROM gone WHERE source = ?').run(source),
    storeId: (): string | undefined => db.prepare<[], string>('SELECT id FROM store').pluck().get(),
    setStoreId: (id: string) => db.prepare('INSERT OR REPLACE INTO store (only, id) VALUES (1, ?)').run(id),
    answerOf: (job: string): unknown => {
      const found = db.prepare<[string], string>('SELECT answer FROM jobs WHERE id = ?').pluck().get(job)
      return found === undefined ? undefined : JSON.parse(found)
    },
    keepAnswer: (job: string, answer: unknown) =>
      db.prepare('INSERT OR REPLACE INTO jobs (id, at, answer) VALUES (?, ?, ?)').run(job, now(), JSON.stringify(answer)),
  }
}
