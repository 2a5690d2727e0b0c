import type { Db } from '../core/database.ts'

/** Which action made a copy in the vault's project, and when: what another one left there is never taken for its own, and goes at last. */
export type Makers = ReturnType<typeof createMakers>

export const createMakers = (db: Db) => ({
  of: (copy: string): string | undefined => db.prepare<[string], string>('SELECT action FROM makers WHERE copy = ?').pluck().get(copy),
  /** `tenant`: of what is needed as long as the VPS is marked, however old it is. */
  note: (copy: string, action: string, at: number, tenant: string | null = null): void => {
    db.prepare('INSERT OR REPLACE INTO makers (copy, action, at, tenant) VALUES (?, ?, ?, ?)').run(copy, action, at, tenant)
  },
  forget: (copy: string): void => {
    db.prepare('DELETE FROM makers WHERE copy = ?').run(copy)
  },
  olderThan: (at: number) =>
    db.prepare<[number], { copy: string; tenant: string | null }>('SELECT copy, tenant FROM makers WHERE at < ?').all(at),
})
