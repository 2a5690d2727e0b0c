import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { canonicalJson } from '../../contracts/canonical.ts'
import { type LedgerEntry, type LedgerMark, type LedgerVerdict, ledgerEntry } from '../../contracts/ledger.ts'
import type { Db } from '../core/database.ts'

/** What precedes the first entry. */
const origin = '0'.repeat(64)
const hour = 3_600_000
/**
 * Somebody who holds the backend's key can make refusals without end: beyond these they are counted, not written down one by one. One who asks a
 * lot hides nobody else's, and those of critical actions are hidden by no others.
 */
const refusalsPerHour = { sameCodeAndActor: 100, routine: 5000, critical: 10_000 }
/** Entries between two turns of the process: the door goes on while somebody verifies. */
const slice = 500

export type NewEntry = Omit<LedgerEntry, 'sequence' | 'previous' | 'hash'>

export interface Ledger {
  /** Inside the transaction of what it tells. */
  append(entry: NewEntry): void
  /** An entry of a refusal, or a count when there were too many. */
  refuse(entry: NewEntry, code: string, critical: boolean): void
  /** A refusal that is not worth an entry: only its number is kept. */
  count(code: string): void
  /** Entries after a sequence number, oldest first: of all or of one tenant, of all actions or of those of one name. */
  after(sequence: number, limit: number, tenant: string | null, name?: string | null): LedgerEntry[]
  /** The newest entries before a sequence number, newest first. */
  before(sequence: number, limit: number, tenant: string | null, name?: string | null): LedgerEntry[]
  /** Whether another wish for the tenant itself was accepted after an action of it. */
  tenantAppliedSince(tenant: string, action: string): boolean
  /** How often an action of this name on this object was accepted since a time. */
  acceptedSince(name: string, object: string, since: number): number
  /** Walks the whole chain; `seen` has to be in it. */
  verify(seen?: LedgerMark): Promise<LedgerVerdict>
  /** Forgets rates of hours that are over. */
  prune(now: number): void
}

interface Page {
  sequence: number
  limit: number
  tenant: string | null
  name: string | null
}

export function createLedger(db: Db): Ledger {
  const last = db.prepare<[], LedgerMark>('SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1')
  const insert = db.prepare(
    `INSERT INTO ledger (sequence, at, kind, action, name, actor, tenant, object, detail, previous, hash)
     VALUES (@sequence, @at, @kind, @action, @name, @actor, @tenant, @object, @detail, @previous, @hash)`,
  )
  const increment = db.prepare('INSERT INTO counts (name, count) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET count = count + 1')
  const counts = db.prepare<[], { name: string; count: number }>('SELECT name, count FROM counts ORDER BY name')
  const hit = db
    .prepare<{ name: string; hour: number }, number>(
      `INSERT INTO refusal_rates (name, hour, count) VALUES (@name, @hour, 1)
       ON CONFLICT (name) DO UPDATE SET count = iif(hour = @hour, count + 1, 1), hour = @hour RETURNING count`,
    )
    .pluck()
  const select = (from: string, order: 'ASC' | 'DESC') => {
    const prepare = (where: string) =>
      db.prepare<Page>(`SELECT * FROM ledger WHERE ${where}${from} ORDER BY sequence ${order} LIMIT @limit`)
    // Each apart, so that SQLite takes the index that fits.
    const [all, ofTenant, named, namedOfTenant] = [
      prepare(''),
      prepare('tenant = @tenant AND '),
      prepare('name = @name AND '),
      prepare('tenant = @tenant AND name = @name AND '),
    ]
    return (page: Page) => {
      const found = page.name === null ? (page.tenant === null ? all : ofTenant) : page.tenant === null ? named : namedOfTenant
      return found.all(page)
    }
  }
  const after = select('sequence > @sequence', 'ASC')
  const before = select('sequence < @sequence', 'DESC')
  const pageOf =
    (read: typeof after) =>
    (sequence: number, limit: number, tenant: string | null, name: string | null = null): LedgerEntry[] =>
      read({ sequence, limit, tenant, name }).map((row) => ledgerEntry.parse(row))
  const applied = db
    .prepare<{ tenant: string; action: string }, number>(
      `SELECT 1 FROM ledger WHERE tenant = @tenant AND name = 'tenant.apply' AND kind = 'accepted'
       AND sequence > (SELECT max(sequence) FROM ledger WHERE tenant = @tenant AND action = @action AND kind = 'accepted')`,
    )
    .pluck()

  const accepted = db
    .prepare<[string, string, number], number>("SELECT count(*) FROM ledger WHERE kind = 'accepted' AND name = ? AND object = ? AND at > ?")
    .pluck()

  function append(entry: NewEntry): void {
    const before = last.get()
    const next = {
      ...entry,
      detail: entry.detail.slice(0, 500).toWellFormed(),
      sequence: (before?.sequence ?? 0) + 1,
      previous: before?.hash ?? origin,
    }
    insert.run({ ...next, hash: hashOf(next) })
  }

  const count = (code: string) => {
    increment.run(code)
  }
  const within = (name: string, at: number, most: number) => (hit.get({ name, hour: Math.floor(at / hour) }) ?? 0) <= most

  return {
    append,
    refuse(entry, code, critical) {
      const { at } = entry
      const written = critical
        ? within('critical', at, refusalsPerHour.critical)
        : within(`${code} ${entry.actor}`, at, refusalsPerHour.sameCodeAndActor) && within('routine', at, refusalsPerHour.routine)
      if (written) append(entry)
      else count(code)
    },
    count,
    after: pageOf(after),
    before: pageOf(before),
    tenantAppliedSince: (tenant, action) => applied.get({ tenant, action }) !== undefined,
    acceptedSince: (name, object, since) => accepted.get(name, object, since) ?? 0,
    async verify(seen) {
      const unwritten = Object.fromEntries(counts.all().map((row) => [row.name, row.count]))
      let head = origin
      let entries = 0
      let next = Number.MIN_SAFE_INTEGER
      for (;;) {
        const rows = after({ sequence: next, limit: slice, tenant: null, name: null })
        for (const row of rows) {
          const entry = ledgerEntry.safeParse(row)
          entries += 1
          const fits =
            entry.success && entry.data.sequence === entries && entry.data.previous === head && entry.data.hash === hashOf(entry.data)
          const known = seen?.sequence !== entries || entry.data?.hash === seen.hash
          if (!fits || !known) return { entries, whole: false, brokenAt: entry.data?.sequence ?? entries, head, unwritten }
          head = entry.data.hash
          next = entry.data.sequence
        }
        if (rows.length < slice) break
        await turn()
      }
      const cut = seen !== undefined && seen.sequence > entries
      return { entries, whole: !cut, brokenAt: cut ? entries + 1 : null, head, unwritten }
    },
    prune: (now) => {
      db.prepare('DELETE FROM refusal_rates WHERE hour < ?').run(Math.floor(now / hour))
    },
  }
}

/** SHA-256 (hex) over the canonical entry without its hash. */
function hashOf(entry: Omit<LedgerEntry, 'hash'> & { hash?: string }): string {
  return createHash('sha256')
    .update(canonicalJson({ ...entry, hash: undefined }))
    .digest('hex')
}
