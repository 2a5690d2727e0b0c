import * as z from 'zod'
import { amounts } from './limits.ts'
import { extraPackage } from './packages.ts'
import { sentence } from './requests.ts'

/** Names that a service's own socket gives to what is asked there: the answer goes back under it. */
export const ticket = z.string().regex(/^[A-Za-z0-9]{10}$/)

/** So many requests are taken from a service at once, each a line of at most so many bytes. */
export const mostAsks = 8
export const mostAskBytes = 512

/** What a service asks for itself: an amount in all, or so much more; or to listen at ports from one up; or a snapshot or a package, whose amount is 1. */
export const ask = z.strictObject({
  ticket,
  of: z.enum([...amounts, 'port', 'snapshot', 'package']),
  how: z.enum(['to', 'by']),
  amount: z.int().min(1).max(1_000_000_000),
  /** Of a package. */
  name: extraPackage.optional(),
  reason: sentence,
})
export type Ask = z.infer<typeof ask>

export const asksResult = z.object({ asks: z.array(ask).max(mostAsks) })

/** The first word tells a program what became of it; the rest is for people. */
export const askVerdict = z.enum(['granted', 'denied', 'waiting', 'refused'])
export type AskVerdict = z.infer<typeof askVerdict>
