import type { Db } from '../core/database.ts'

/** Which action made a copy in the vault's project, and when: what another one left there is never taken for its own, and goes at last. */
export type Makers = ReturnType<typeof createMakers>

export const createMakers = (db: Db) => ({
  of: (copy: string): string | undefined => db.prepare<[string], string>('SELECT action FROM makers WHERE copy = ?').pluck().get(copy),
  note: (copy: string, action: string, at: number): void => {
    db.prepare('INSERT OR REPLACE INTO makers (copy, action, at) VALUES (?, ?, ?)').run(copy, action, at)
  },
  forget: (copy: string): void => {
    db.prepare('DELETE FROM makers WHERE copy = ?').run(copy)
  },
  olderThan: (at: number): string[] => db.prepare<[number], string>('SELECT copy FROM makers WHERE at < ?').pluck().all(at),
})
