import type { Accounts } from '../../../contracts/accounts.ts'
import type { PostgresqlConfig } from '../postgresql.ts'
import { renderUsers } from './users-sql.ts'
import { identifier, literal } from './words.ts'

/** Statements for psql that lead to the wanted roles and databases from any state, and take nothing away but users that are to go. */
export function renderProvision({ owner, password, databases }: PostgresqlConfig, accounts: Accounts): string {
  const role = identifier(owner)
  return [
    '\\set ON_ERROR_STOP on',
    'SET client_min_messages = warning;',
    `SELECT 'CREATE ROLE ${role}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(owner)}) \\gexec`,
    `ALTER ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD ${password === '' ? 'NULL' : literal(password)};`,
    ...databases.flatMap((database) => [
      `SELECT 'CREATE DATABASE ${identifier(database)} OWNER ${role}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = ${literal(database)}) \\gexec`,
      `ALTER DATABASE ${identifier(database)} OWNER TO ${role};`,
      `REVOKE CONNECT ON DATABASE ${identifier(database)} FROM PUBLIC;`,
    ]),
    ...renderUsers({ owner, databases }, accounts),
    '',
  ].join('\n')
}
