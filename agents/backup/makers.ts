import type { Db } from '../core/database.ts'

/** Which action made a copy in the vault's project: what another one left there is never taken for its own. */
export type Makers = ReturnType<typeof createMakers>

export const createMakers = (db: Db) => ({
  of: (copy: string): string | undefined => db.prepare<[string], string>('SELECT action FROM makers WHERE copy = ?').pluck().get(copy),
  note: (copy: string, action: string): void => {
    db.prepare('INSERT OR REPLACE INTO makers (copy, action) VALUES (?, ?)').run(copy, action)
  },
})
