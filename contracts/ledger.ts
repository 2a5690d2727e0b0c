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

/** An entry that somebody saw: a chain without it was cut or written anew. */
export interface LedgerMark {
  sequence: number
  hash: string
}

/**
 * What a verification says: how far the chain is whole, and where it breaks. `unwritten`: refusals that were too many to have entries, since ever,
 * by their codes.
 */
export const ledgerVerdict = z.object({
  entries: z.int(),
  whole: z.boolean(),
  brokenAt: z.int().nullable(),
  head: z.string(),
  unwritten: z.record(z.string(), z.int()),
})
export type LedgerVerdict = z.infer<typeof ledgerVerdict>
