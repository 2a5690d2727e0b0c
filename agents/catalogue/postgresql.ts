import * as z from 'zod'
import { databaseName } from '../../contracts/accounts.ts'
import { wholeNumber } from '../../contracts/plain-errors.ts'
import { isScramVerifier } from '../../contracts/scram.ts'
import { defineKind } from './kind.ts'
import { databaseTools } from './postgresql/backup.ts'
import { renderHba, renderPostgresql } from './postgresql/config.ts'
import { runScript, scripts } from './postgresql/scripts.ts'
import { renderProvision } from './postgresql/sql.ts'

export const postgresqlConfig = z.strictObject({
  databases: z
    .array(databaseName)
    .max(50)
    .refine((names) => new Set(names).size === names.length, 'Write each database once.')
    .default(['app'])
    .describe('Databases that exist; one that is taken from the list stays until its owner drops it'),
  owner: databaseName.default('app').describe('The role that owns them and signs in'),
  password: z
    .string()
    .refine((text) => text === '' || isScramVerifier(text), 'Send a SCRAM-SHA-256 verifier, never the password itself.')
    .default('')
    .describe('SCRAM-SHA-256 verifier of the owner’s password; empty: nobody can sign in'),
  connections: wholeNumber(5, 500).default(50).describe('Connections at the same time'),
  workMemoryMiB: wholeNumber(1, 1024).default(4).describe('Memory of one sort or hash, in MiB'),
})
export type PostgresqlConfig = z.infer<typeof postgresqlConfig>

const data = '/srv/postgresql'

export const postgresql = defineKind<PostgresqlConfig>({
  kind: 'postgresql',
  title: 'PostgreSQL database',
  summary: 'A PostgreSQL server of its own, with databases, one owner role and TLS',
  row: 'data-base-server',
  image: {
    packages: ['postgresql', 'openssl'],
    files: scripts(data),
    commands: [
      // The path carries the release's version of PostgreSQL; scripts want one that stays.
      ['find', '/usr/lib/postgresql', '-mindepth', '1', '-maxdepth', '1', '-exec', 'ln', '-sfn', '{}/bin', '/usr/lib/reeve/pg', ';'],
      // The package makes a cluster on the root: each service has one of its own on its data volume.
      ['rm', '-rf', '/var/lib/postgresql', '/etc/postgresql', '/var/log/postgresql'],
    ],
  },
  firstBoot: [
    ['install', '-d', '-o', 'postgres', '-g', 'postgres', '-m', '0700', data],
    ['s6-setuidgid', 'postgres', '/usr/lib/reeve/pg-init'],
  ],
  processes: [{ name: 'postgresql', run: runScript(data), downSignal: 'SIGINT' }],
  ports: [{ name: 'postgresql', port: 5432 }],
  addressing: ['address', 'login'],
  config: postgresqlConfig,
  accounts: 'database',
  render: (config, { resources, accounts }) => [
    { path: '/etc/reeve/postgresql.conf', content: renderPostgresql(config, resources, data), mode: 0o644 },
    { path: '/etc/reeve/pg_hba.conf', content: renderHba(config, accounts), mode: 0o644 },
    { path: '/etc/reeve/provision.sql', content: renderProvision(config, accounts), mode: 0o644 },
  ],
  check: [['s6-setuidgid', 'postgres', '/usr/lib/reeve/pg-check']],
  reload: [['s6-setuidgid', 'postgres', '/usr/lib/reeve/pg-reload']],
  probe: { port: 5432, protocol: 'postgresql' },
  files: null,
  // The lock names a process of the VPS that was copied.
  backup: { leaveOut: ['postgresql/main/postmaster.pid'], database: databaseTools },
  resources: { cpus: 1, memoryMiB: 256, diskMiB: 2048, processes: 128 },
})
