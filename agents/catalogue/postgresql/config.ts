import type { Accounts } from '../../../contracts/accounts.ts'
import type { Resources } from '../../../contracts/limits.ts'
import type { PostgresqlConfig } from '../postgresql.ts'

/** Settings are ours and numbers only; `fsync` and its like stay as they are: what was acknowledged is on disk. */
export function renderPostgresql(config: PostgresqlConfig, resources: Resources, data: string): string {
  const shared = Math.max(16, Math.min(1024, Math.floor(resources.memoryMiB / 4)))
  const settings: Record<string, string | number> = {
    hba_file: '/etc/reeve/pg_hba.conf',
    listen_addresses: '0.0.0.0',
    port: 5432,
    unix_socket_directories: '/run/postgresql',
    max_connections: config.connections,
    superuser_reserved_connections: 3,
    shared_buffers: `${shared}MB`,
    work_mem: `${config.workMemoryMiB}MB`,
    maintenance_work_mem: `${Math.max(16, Math.floor(shared / 2))}MB`,
    huge_pages: 'off',
    max_wal_size: '256MB',
    min_wal_size: '32MB',
    password_encryption: 'scram-sha-256',
    ssl: 'on',
    ssl_cert_file: `${data}/tls.crt`,
    ssl_key_file: `${data}/tls.key`,
    log_destination: 'stderr',
    logging_collector: 'off',
    log_connections: 'on',
    log_line_prefix: '%q%u@%d ',
    log_timezone: 'UTC',
    timezone: 'UTC',
    // A client that vanished must not keep the service awake for hours.
    tcp_keepalives_idle: 60,
    tcp_keepalives_interval: 20,
    tcp_keepalives_count: 3,
  }
  return `${Object.entries(settings)
    .map(([name, value]) => `${name} = '${value}'`)
    .join('\n')}\n`
}

/** Who may come in: the owner and the users that were made for a database through the gate with their passwords, the superuser through the local socket only. */
export const renderHba = (config: PostgresqlConfig, { databaseUsers }: Accounts): string =>
  [
    'local all postgres peer',
    'local all all reject',
    'host all postgres all reject',
    ...config.databases.map((database) => `host ${database} ${config.owner} 10.88.0.1/32 scram-sha-256`),
    ...databaseUsers.flatMap(({ name, grants }) =>
      grants
        .filter(({ database }) => config.databases.includes(database))
        .map(({ database }) => `host ${database} ${name} 10.88.0.1/32 scram-sha-256`),
    ),
    'host all all all reject',
    '',
  ].join('\n')
