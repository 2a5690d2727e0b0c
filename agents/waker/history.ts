import type { Wake } from '../../contracts/observation.ts'
import type { Db, Migration } from '../core/database.ts'

export const historyMigrations: readonly Migration[] = [
  {
    name: '0002_wakes',
    sql: `
      CREATE TABLE wakes (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        service TEXT NOT NULL,
        at INTEGER NOT NULL,
        from_state TEXT NOT NULL,
        by TEXT NOT NULL,
        source TEXT NOT NULL,
        milliseconds INTEGER,
        engine_milliseconds INTEGER,
        error TEXT
      ) STRICT;
      CREATE INDEX wakes_service ON wakes (service, sequence);
    `,
  },
]

/** Who woke what. Bounded: the last ones of each service. */
export interface History {
  add(wake: Omit<Wake, 'sequence'>): void
  /** Those after a sequence number, oldest first; of many only the last. */
  after(sequence: number): Wake[]
  /** The highest sequence number so far. */
  last(): number
}

const perService = 200
const perAnswer = 1000

export function createHistory(db: Db): History {
  const insert = db.prepare(
    `INSERT INTO wakes (service, at, from_state, by, source, milliseconds, engine_milliseconds, error)
     VALUES (@service, @at, @from, @by, @source, @milliseconds, @engineMilliseconds, @error)`,
  )
  const prune = db.prepare(
    'DELETE FROM wakes WHERE service = ? AND sequence <= (SELECT sequence FROM wakes WHERE service = ? ORDER BY sequence DESC LIMIT 1 OFFSET ?)',
  )
  const newer = db.prepare<[number, number], Wake>(
    `SELECT sequence, service, at, from_state AS "from", by, source, milliseconds, engine_milliseconds AS engineMilliseconds, error
     FROM wakes WHERE sequence > ? ORDER BY sequence DESC LIMIT ?`,
  )
  const highest = db.prepare<[], { sequence: number }>("SELECT seq AS sequence FROM sqlite_sequence WHERE name = 'wakes'")
  const add = db.transaction((wake: Omit<Wake, 'sequence'>) => {
    insert.run(wake)
    prune.run(wake.service, wake.service, perService)
  })
  return {
    add: (wake) => {
      add.immediate(wake)
    },
    after: (sequence) => newer.all(sequence, perAnswer).reverse(),
    last: () => highest.get()?.sequence ?? 0,
  }
}
