import type * as z from 'zod'
import type { listLedgerInput } from '../../contracts/api.ts'
import type { LedgerEntry, LedgerVerdict } from '../../contracts/ledger.ts'
import type { App } from '../app.ts'

/** Straight from the keep, newest first. `next`: what to give as `before` for older ones. */
export async function list(app: App, input: z.output<typeof listLedgerInput>): Promise<{ entries: LedgerEntry[]; next: number | null }> {
  const { before, limit, tenant } = input
  const query = { limit, ...(before === undefined ? {} : { before }), ...(tenant === undefined ? {} : { tenant }) }
  const entries = await app.door.ledger(query)
  const last = entries.at(-1)
  return { entries, next: entries.length === limit && last !== undefined ? last.sequence : null }
}

export const verify = (app: App): Promise<LedgerVerdict> => app.door.verifyLedger()
