import { eq } from 'drizzle-orm'
import * as z from 'zod'
import type { LedgerMark } from '../../contracts/ledger.ts'
import type { Database, Queries } from '../../db/client.ts'
import { settings } from '../../db/schema/index.ts'

const key = 'ledgerSeen'
const stored = z.object({ sequence: z.int(), hash: z.string() })

/** The newest entry of the keep's ledger that the backend ever saw: a chain whose end was cut off is whole without it. */
export function lastSeen(queries: Queries): LedgerMark | null {
  const row = queries.select().from(settings).where(eq(settings.key, key)).get()
  return stored.safeParse(row?.value).data ?? null
}

/** Never goes back. */
export function noteSeen(database: Database, { sequence, hash }: LedgerMark): void {
  database.transact((tx) => {
    if (sequence <= (lastSeen(tx)?.sequence ?? 0)) return
    const value = { sequence, hash }
    tx.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } }).run()
  })
}
