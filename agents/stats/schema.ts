import type { Migration } from '../core/database.ts'

export const statsMigrations: readonly Migration[] = [
  {
    name: '0002_rings',
    sql: `
      CREATE TABLE objects (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        tenant TEXT,
        seen INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE slots (
        object INTEGER NOT NULL REFERENCES objects (id) ON DELETE CASCADE,
        ring INTEGER NOT NULL,
        place INTEGER NOT NULL,
        slot INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (object, ring, place)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE counters (
        source TEXT NOT NULL,
        name TEXT NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (source, name)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE looks (
        source TEXT PRIMARY KEY,
        at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
]
