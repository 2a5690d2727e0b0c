import * as z from 'zod'

/** One entry of the keep's audit ledger. `hash` = SHA-256 (hex) of `canonicalJson` of the entry without `hash`; `previous` is the entry before's. */
export const ledgerEntry = z.object({
  sequence: z.int(),
  at: z.int(),
  kind: z.enum(['accepted', 'refused', 'done', 'failed', 'approved', 'trust']),
  action: z.string().nullable(),
  name: z.string(),
  actor: z.string(),
  tenant: z.string().nullable(),
  object: z.string().nullable(),
  detail: z.string().max(500),
  previous: z.string(),
  hash: z.string(),
})
export type LedgerEntry = z.infer<typeof ledgerEntry>

/** What a verification says: how far the chain is whole, and where it breaks. */
export const ledgerVerdict = z.object({ entries: z.int(), whole: z.boolean(), brokenAt: z.int().nullable(), head: z.string() })
export type LedgerVerdict = z.infer<typeof ledgerVerdict>
