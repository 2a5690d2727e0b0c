import type { Argv, DatabaseTools } from '../kind.ts'

const as = ['s6-setuidgid', 'postgres'] as const
const connection = ['-h', '/run/postgresql', '-U', 'postgres'] as const
const program = (name: string, ...args: string[]): Argv => [...as, `/usr/lib/reeve/pg/${name}`, ...connection, ...args]
/** Names are those of contracts/accounts.ts and our own endings: a to z, 0 to 9 and _, so that quotes hold them. */
const sql = (text: string): Argv => program('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'postgres', '-c', text)
const alone = (name: string) =>
  sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`)
const rename = (from: string, to: string) => `ALTER DATABASE "${from}" RENAME TO "${to}";`
const renameIfThere = (from: string, to: string) =>
  `IF EXISTS (SELECT FROM pg_database WHERE datname = '${from}') THEN ${rename(from, to)} END IF;`

export const databaseTools: DatabaseTools = {
  dump: (database) => program('pg_dump', '-Fc', '-d', database),
  prepare: (database, beside) => [
    sql(`DROP DATABASE IF EXISTS "${beside}"`),
    sql(`CREATE DATABASE "${beside}" TEMPLATE template0`),
    sql(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO %I', '${beside}', coalesce((SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '${database}'), 'postgres')); END $$`,
    ),
  ],
  load: (beside) => program('pg_restore', '--exit-on-error', '-d', beside),
  // All names at once, or none; and once: what was there before is never dropped, also when a killed agent begins anew.
  replace: (database, beside, before) => [
    alone(database),
    sql(
      `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_database WHERE datname = '${before}') THEN ${renameIfThere(database, before)} ${rename(beside, database)} END IF; END $$`,
    ),
    sql(`DROP DATABASE IF EXISTS "${beside}"`),
  ],
  drop: (beside) => [sql(`DROP DATABASE IF EXISTS "${beside}"`)],
}
