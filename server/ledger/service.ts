import { inArray } from 'drizzle-orm'
import type * as z from 'zod'
import type { listLedgerInput } from '../../contracts/api.ts'
import type { LedgerEntry, LedgerVerdict } from '../../contracts/ledger.ts'
import type { LedgerEntryView } from '../../contracts/views.ts'
import { actions } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { lastSeen, noteSeen } from './seen.ts'

/** Straight from the keep, newest first, with the backend's names beside its ids. `next`: what to give as `before` for older ones. */
export async function list(
  app: App,
  input: z.output<typeof listLedgerInput>,
): Promise<{ entries: LedgerEntryView[]; next: number | null }> {
  const { before, limit, tenant, action } = input
  const query = { limit, ...(before && { before }), ...(tenant && { tenant }), ...(action && { name: action }) }
  const entries = await app.door.ledger(query)
  const [newest, last] = [entries[0], entries.at(-1)]
  if (newest !== undefined) noteSeen(app.database, newest)
  return { entries: withNames(app, entries), next: entries.length === limit && last !== undefined ? last.sequence : null }
}

/** The keep's own verdict; it has to show the last entry that the backend saw. */
export async function verify({ door, database }: App): Promise<LedgerVerdict> {
  const verdict = await door.verifyLedger(lastSeen(database.queries))
  if (verdict.whole) noteSeen(database, { sequence: verdict.entries, hash: verdict.head })
  return verdict
}

/** What the backend called person and tenant when it asked. It knows nothing of an action that somebody else signed: then there are ids alone. */
function withNames(app: App, entries: LedgerEntry[]): LedgerEntryView[] {
  const ids = entries.flatMap(({ action }) => action ?? [])
  const { id, actorName, tenantName } = actions
  const rows = app.database.queries.select({ id, actorName, tenantName }).from(actions).where(inArray(id, ids)).all()
  const known = new Map(rows.map((row) => [row.id, row]))
  return entries.map((entry) => {
    const row = entry.action === null ? undefined : known.get(entry.action)
    return { ...entry, actorName: row?.actorName ?? null, tenantName: row?.tenantName ?? null }
  })
}
