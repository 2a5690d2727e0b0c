import type * as z from 'zod'
import type { listLedgerInput } from '../../contracts/api.ts'
import type { LedgerEntry, LedgerVerdict } from '../../contracts/ledger.ts'
import type { App } from '../app.ts'
import { lastSeen, noteSeen } from './seen.ts'

/** Straight from the keep, newest first. `next`: what to give as `before` for older ones. */
export async function list(app: App, input: z.output<typeof listLedgerInput>): Promise<{ entries: LedgerEntry[]; next: number | null }> {
  const { before, limit, tenant } = input
  const query = { limit, ...(before === undefined ? {} : { before }), ...(tenant === undefined ? {} : { tenant }) }
  const entries = await app.door.ledger(query)
  const [newest, last] = [entries[0], entries.at(-1)]
  if (newest !== undefined) noteSeen(app.database, newest)
  return { entries, next: entries.length === limit && last !== undefined ? last.sequence : null }
}

/** The keep's own verdict; it has to show the last entry that the backend saw. */
export async function verify({ door, database }: App): Promise<LedgerVerdict> {
  const verdict = await door.verifyLedger(lastSeen(database.queries))
  if (verdict.whole) noteSeen(database, { sequence: verdict.entries, hash: verdict.head })
  return verdict
}
