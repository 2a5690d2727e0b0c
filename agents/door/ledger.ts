import { createHash } from 'node:crypto'
import { canonicalJson } from '../../contracts/canonical.ts'
import { type LedgerEntry, type LedgerVerdict, ledgerEntry } from '../../contracts/ledger.ts'
import type { Db } from '../core/database.ts'

/** What precedes the first entry. */
const origin = '0'.repeat(64)
const hour = 3_600_000
/** Somebody who holds the backend's key can make refusals without end: beyond this they are counted, not written down one by one. */
const refusalsPerHour = 1000

export type NewEntry = Omit<LedgerEntry, 'sequence' | 'previous' | 'hash'>

export interface Ledger {
  /** Inside the transaction of what it tells. */
  append(entry: NewEntry): void
  /** A refusal that is not worth an entry: only its number is kept. */
  count(name: string): void
  counted(name: string): number
  /** Entries after a sequence number, oldest first. */
  after(sequence: number, limit: number, tenant: string | null): LedgerEntry[]
  /** The newest entries before a sequence number, newest first. */
  before(sequence: number, limit: number, tenant: string | null): LedgerEntry[]
  /** Whether another wish for the tenant itself was accepted after an action of it. */
  tenantAppliedSince(tenant: string, action: string): boolean
  /** Walks the whole chain. */
  verify(): LedgerVerdict
}

export function createLedger(db: Db): Ledger {
  const last = db.prepare<[], { sequence: number; hash: string }>('SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1')
  const refused = db.prepare<[number], number>("SELECT count(*) FROM ledger WHERE kind = 'refused' AND at > ?").pluck()
  const insert = db.prepare(
    `INSERT INTO ledger (sequence, at, kind, action, name, actor, tenant, object, detail, previous, hash)
     VALUES (@sequence, @at, @kind, @action, @name, @actor, @tenant, @object, @detail, @previous, @hash)`,
  )
  const increment = db.prepare('INSERT INTO counts (name, count) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET count = count + 1')
  const countOf = db.prepare<[string], number>('SELECT count FROM counts WHERE name = ?').pluck()
  const ofTenant = '(@tenant IS NULL OR tenant = @tenant)'
  const after = db.prepare(`SELECT * FROM ledger WHERE sequence > @sequence AND ${ofTenant} ORDER BY sequence LIMIT @limit`)
  const before = db.prepare(`SELECT * FROM ledger WHERE sequence < @sequence AND ${ofTenant} ORDER BY sequence DESC LIMIT @limit`)
  const all = db.prepare('SELECT * FROM ledger ORDER BY sequence')
  const applied = db
    .prepare<{ tenant: string; action: string }, number>(
      `SELECT 1 FROM ledger WHERE tenant = @tenant AND name = 'tenant.apply' AND kind = 'accepted'
       AND sequence > (SELECT max(sequence) FROM ledger WHERE tenant = @tenant AND action = @action AND kind = 'accepted')`,
    )
    .pluck()
  const count = (name: string) => {
    increment.run(name)
  }

  return {
    append(entry) {
      if (entry.kind === 'refused' && (refused.get(entry.at - hour) ?? 0) >= refusalsPerHour) {
        count('refused')
        return
      }
      const before = last.get()
      const next = {
        ...entry,
        detail: entry.detail.slice(0, 500).toWellFormed(),
        sequence: (before?.sequence ?? 0) + 1,
        previous: before?.hash ?? origin,
      }
      insert.run({ ...next, hash: hashOf(next) })
    },
    count,
    counted: (name) => countOf.get(name) ?? 0,
    after: (sequence, limit, tenant) => after.all({ sequence, limit, tenant }).map((row) => ledgerEntry.parse(row)),
    before: (sequence, limit, tenant) => before.all({ sequence, limit, tenant }).map((row) => ledgerEntry.parse(row)),
    tenantAppliedSince: (tenant, action) => applied.get({ tenant, action }) !== undefined,
    verify() {
      let previous = origin
      let entries = 0
      for (const row of all.iterate()) {
        const entry = ledgerEntry.safeParse(row)
        entries += 1
        const whole =
          entry.success && entry.data.sequence === entries && entry.data.previous === previous && entry.data.hash === hashOf(entry.data)
        if (!whole) return { entries, whole: false, brokenAt: entry.data?.sequence ?? entries, head: previous }
        previous = entry.data.hash
      }
      return { entries, whole: true, brokenAt: null, head: previous }
    },
  }
}

/** SHA-256 (hex) over the canonical entry without its hash. */
function hashOf(entry: Omit<LedgerEntry, 'hash'> & { hash?: string }): string {
  return createHash('sha256')
    .update(canonicalJson({ ...entry, hash: undefined }))
    .digest('hex')
}
