import type { Accounts } from '../../../contracts/accounts.ts'
import { identifier, literal } from './words.ts'

type Users = Pick<Accounts, 'databaseUsers' | 'removedDatabaseUsers'>
type Granted = Accounts['databaseUsers'][number]['grants'][number]['access']

interface Place {
  owner: string
  databases: readonly string[]
}

/** Only where the role is there. */
const ifRole = (name: string, statement: string): string =>
  `SELECT '${statement}' WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(name)}) \\gexec`
/** A tenant may have dropped the schema. */
const ifPublic = (statement: string): string =>
  `SELECT '${statement}' WHERE EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public') \\gexec`

const endSessions = (name: string, which = ''): string =>
  `DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ${literal(name)}${which}; END $$;`

const tables: Record<Granted, string> = {
  read: 'SELECT',
  write: 'SELECT, INSERT, UPDATE, DELETE',
  create: 'SELECT, INSERT, UPDATE, DELETE',
}
const sequences: Record<Granted, string> = { read: 'SELECT', write: 'SELECT, USAGE, UPDATE', create: 'ALL' }

/** Statements for psql that lead to the wanted users and grants from any state. Each may be carried out again. */
export function renderUsers({ owner, databases }: Place, wanted: Users): string[] {
  // The owner is no user of its own databases.
  const databaseUsers = wanted.databaseUsers.filter(({ name }) => name !== owner)
  const removedDatabaseUsers = wanted.removedDatabaseUsers.filter(({ name }) => name !== owner)
  if (databaseUsers.length + removedDatabaseUsers.length === 0) return []
  return [
    ...databaseUsers.flatMap(({ name, verifier }) => userLines(owner, name, verifier)),
    ...removedDatabaseUsers.flatMap(({ name }) => [
      ifRole(name, `ALTER ROLE ${identifier(name)} NOLOGIN PASSWORD NULL`),
      endSessions(name),
    ]),
    ...databases.flatMap((database) => [
      `\\connect ${identifier(database)}`,
      'SET client_min_messages = warning;',
      ...removedDatabaseUsers.flatMap(({ name, data }) => [
        ...(data === 'give' ? [ifRole(name, `REASSIGN OWNED BY ${identifier(name)} TO ${identifier(owner)}`)] : []),
        ifRole(name, `DROP OWNED BY ${identifier(name)} CASCADE`),
      ]),
      ...grantLines(database, owner, databaseUsers),
    ]),
    '\\connect postgres',
    'SET client_min_messages = warning;',
    // What it owns in a database that is not in the list any more keeps the role, which nobody can sign in as.
    ...removedDatabaseUsers.map(
      ({ name }) => `DO $$ BEGIN DROP ROLE IF EXISTS ${identifier(name)}; EXCEPTION WHEN dependent_objects_still_exist THEN NULL; END $$;`,
    ),
  ]
}

/** A new password ends the sessions of the old one. The owner of the databases may do what any of their users may. */
const userLines = (owner: string, name: string, verifier: string): string[] => [
  `SELECT 'CREATE ROLE ${identifier(name)}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(name)}) \\gexec`,
  endSessions(
    name,
    ` AND EXISTS (SELECT FROM pg_authid WHERE rolname = ${literal(name)} AND rolpassword IS DISTINCT FROM ${literal(verifier)})`,
  ),
  `ALTER ROLE ${identifier(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD ${literal(verifier)};`,
  `GRANT ${identifier(name)} TO ${identifier(owner)};`,
]

function grantLines(database: string, owner: string, users: Users['databaseUsers']): string[] {
  const grantOf = (user: Users['databaseUsers'][number]): Granted | undefined =>
    user.grants.find((grant) => grant.database === database)?.access
  /** Whose new tables the others are to see. */
  const makers = [owner, ...users.filter((user) => grantOf(user) === 'create').map(({ name }) => name)].map(identifier)
  const byDefault = (verb: string, preposition: string, role: string) => (what: string, rights: string) =>
    makers
      .filter((maker) => maker !== role)
      .map((maker) =>
        ifPublic(`ALTER DEFAULT PRIVILEGES FOR ROLE ${maker} IN SCHEMA public ${verb} ${rights} ON ${what} ${preposition} ${role}`),
      )
  return users.flatMap((user) => {
    const [role, access] = [identifier(user.name), grantOf(user)]
    const never = byDefault('REVOKE', 'FROM', role)
    const always = byDefault('GRANT', 'TO', role)
    const taken = [
      `REVOKE ALL ON DATABASE ${identifier(database)} FROM ${role};`,
      ...['SCHEMA public', 'ALL TABLES IN SCHEMA public', 'ALL SEQUENCES IN SCHEMA public'].map((what) =>
        ifPublic(`REVOKE ALL ON ${what} FROM ${role}`),
      ),
      ...never('TABLES', 'ALL'),
      ...never('SEQUENCES', 'ALL'),
    ]
    if (access === undefined) return taken
    return [
      ...taken,
      `GRANT CONNECT, TEMPORARY ON DATABASE ${identifier(database)} TO ${role};`,
      ifPublic(`GRANT USAGE${access === 'create' ? ', CREATE' : ''} ON SCHEMA public TO ${role}`),
      ifPublic(`GRANT ${tables[access]} ON ALL TABLES IN SCHEMA public TO ${role}`),
      ifPublic(`GRANT ${sequences[access]} ON ALL SEQUENCES IN SCHEMA public TO ${role}`),
      ...always('TABLES', tables[access]),
      ...always('SEQUENCES', sequences[access]),
    ]
  })
}
