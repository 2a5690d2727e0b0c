import { isScramVerifier } from '../../../contracts/scram.ts'
import type { PostgresqlConfig } from '../postgresql.ts'

const plainName = /^[a-z][a-z0-9_]{0,62}$/

/** A name or text between quotes; the schema has refused everything else before, this refuses it again. */
function checked(text: string, fits: (text: string) => boolean): string {
  if (!fits(text)) throw new TypeError('sql: the text cannot be written')
  return text
}
const identifier = (text: string) => `"${checked(text, (name) => plainName.test(name))}"`
const literal = (text: string) => `'${checked(text, (value) => plainName.test(value) || isScramVerifier(value))}'`

/** Statements for psql that lead to the wanted roles and databases from any state, and take nothing away. */
export function renderProvision({ owner, password, databases }: PostgresqlConfig): string {
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
    '',
  ].join('\n')
}
