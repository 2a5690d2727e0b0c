import { inArray } from 'drizzle-orm'
import type * as z from 'zod'
import type { listLedgerInput } from '../../contracts/api.ts'
import type { LedgerEntry, LedgerVerdict } from '../../contracts/ledger.ts'
import type { LedgerEntryView } from '../../contracts/views.ts'
import { actions } from '../../db/schema/index.ts'
import type { App } from '../app.ts'

/** Straight from the keep, newest first, with the backend's names beside its ids. `next`: what to give as `before` for older ones. */
export async function list(
  app: App,
  input: z.output<typeof listLedgerInput>,
): Promise<{ entries: LedgerEntryView[]; next: number | null }> {
  const { before, limit, tenant } = input
  const query = { limit, ...(before === undefined ? {} : { before }), ...(tenant === undefined ? {} : { tenant }) }
  const entries = await app.door.ledger(query)
  const last = entries.at(-1)
  return { entries: withNames(app, entries), next: entries.length === limit && last !== undefined ? last.sequence : null }
}

export const verify = (app: App): Promise<LedgerVerdict> => app.door.verifyLedger()

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
