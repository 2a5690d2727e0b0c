import type { Migration } from '../core/database.ts'

/** The keep's own database: what it has accepted, who owns what, whom it trusts, and the ledger. */
export const doorMigrations: readonly Migration[] = [
  {
    name: '0001_door',
    sql: `
      CREATE TABLE actions (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        digest TEXT NOT NULL,
        action TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('accepted', 'sent', 'done', 'failed', 'refused')),
        tenant TEXT,
        destructive INTEGER NOT NULL,
        reads INTEGER NOT NULL,
        at INTEGER NOT NULL,
        ended_at INTEGER,
        answer TEXT
      ) STRICT;
      CREATE INDEX actions_unfinished ON actions (sequence) WHERE ended_at IS NULL;
      CREATE INDEX actions_destructive ON actions (at) WHERE destructive = 1;
      CREATE INDEX actions_ended_at ON actions (ended_at);

      CREATE TABLE tenants (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        limits TEXT NOT NULL,
        suspended INTEGER NOT NULL,
        deleting INTEGER NOT NULL DEFAULT 0
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE services (
        id TEXT PRIMARY KEY,
        tenant TEXT NOT NULL REFERENCES tenants (id),
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        resources TEXT NOT NULL,
        address TEXT,
        own_address TEXT,
        ports TEXT NOT NULL DEFAULT '[]',
        deleting INTEGER NOT NULL DEFAULT 0,
        UNIQUE (tenant, name)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE certificates (id TEXT PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants (id)) STRICT, WITHOUT ROWID;
      CREATE INDEX certificates_tenant ON certificates (tenant);
      CREATE TABLE claims (name TEXT PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants (id)) STRICT, WITHOUT ROWID;
      CREATE INDEX claims_tenant ON claims (tenant);
      CREATE TABLE generations (object TEXT PRIMARY KEY, generation INTEGER NOT NULL) STRICT, WITHOUT ROWID;

      CREATE TABLE administrators (person TEXT PRIMARY KEY, email TEXT, name TEXT NOT NULL, added_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE authenticators (
        id TEXT PRIMARY KEY,
        person TEXT NOT NULL,
        person_name TEXT NOT NULL,
        label TEXT NOT NULL,
        tenant TEXT REFERENCES tenants (id),
        credential TEXT NOT NULL UNIQUE,
        public_key TEXT NOT NULL,
        counter INTEGER NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE used_secrets (digest TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE wrong_secrets (at INTEGER NOT NULL) STRICT;

      CREATE TABLE ledger (
        sequence INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        action TEXT,
        name TEXT NOT NULL,
        actor TEXT NOT NULL,
        tenant TEXT,
        object TEXT,
        detail TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL
      ) STRICT;
      CREATE INDEX ledger_tenant ON ledger (tenant, sequence);
      CREATE INDEX ledger_refused ON ledger (at) WHERE kind = 'refused';
      CREATE TABLE counts (name TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;

      CREATE TABLE uploads (id TEXT PRIMARY KEY, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: '0002_secrets_are_not_counted',
    sql: 'DROP TABLE wrong_secrets',
  },
  {
    name: '0003_claims_rest',
    sql: `
      ALTER TABLE claims ADD COLUMN service TEXT;
      ALTER TABLE claims ADD COLUMN released_at INTEGER;
    `,
  },
  {
    name: '0004_rates',
    sql: `
      DROP INDEX actions_destructive;
      CREATE INDEX actions_counted ON actions (destructive, at) WHERE destructive > 0;
      CREATE INDEX actions_counted_tenant ON actions (tenant, destructive, at) WHERE destructive > 0;
      ALTER TABLE tenants ADD COLUMN made_at INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE services ADD COLUMN made_at INTEGER NOT NULL DEFAULT 0;
    `,
  },
  {
    name: '0005_refusal_rates',
    sql: `
      DROP INDEX ledger_refused;
      CREATE TABLE refusal_rates (name TEXT PRIMARY KEY, hour INTEGER NOT NULL, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: '0006_uploads_have_owners',
    sql: `
      ALTER TABLE uploads ADD COLUMN tenant TEXT;
      ALTER TABLE uploads ADD COLUMN service TEXT;
      ALTER TABLE uploads ADD COLUMN taken INTEGER NOT NULL DEFAULT 0;
    `,
  },
  {
    name: '0007_ledger_by_name',
    sql: 'CREATE INDEX ledger_name ON ledger (name, sequence)',
  },
  {
    name: '0008_resellers',
    sql: 'ALTER TABLE tenants ADD COLUMN reseller TEXT',
  },
  {
    name: '0009_licences',
    sql: `
      CREATE TABLE licences (place TEXT PRIMARY KEY, file TEXT, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE pool (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        entry TEXT NOT NULL,
        before TEXT,
        state TEXT NOT NULL CHECK (state IN ('new', 'changing', 'there', 'removing'))
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE seats (
        licence TEXT NOT NULL REFERENCES pool (id),
        service TEXT NOT NULL,
        tenant TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (licence, service)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX seats_service ON seats (service);
    `,
  },
  {
    name: '0010_reseller_limits',
    sql: `
      CREATE TABLE reseller_limits (person TEXT PRIMARY KEY, limits TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX tenants_reseller ON tenants (reseller) WHERE reseller IS NOT NULL;
    `,
  },
  {
    name: '0011_patch_schedules',
    sql: `
      CREATE TABLE patch_schedules (kind TEXT PRIMARY KEY, schedule TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX ledger_accepted ON ledger (name, object, at) WHERE kind = 'accepted';
    `,
  },
  {
    name: '0012_departed_services',
    sql: `
      CREATE TABLE departed (
        service TEXT PRIMARY KEY,
        tenant TEXT NOT NULL,
        name TEXT NOT NULL,
        at INTEGER NOT NULL,
        backups TEXT NOT NULL CHECK (backups IN ('keep', 'remove'))
      ) STRICT, WITHOUT ROWID;
    `,
  },
]
