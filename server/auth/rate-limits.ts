import { and, eq, gt, lt, sql } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { rateLimits } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { isKnownNetwork } from './known-networks.ts'
import { networkOf } from './network.ts'

const windowMs = 15 * 60_000

/** An attempt counts against each key, and is given back when it was no guess. */
export interface Limit {
  key: string
  most: number
}

export const addressLimit = (address: string): Limit => ({ key: `address ${networkOf(address)}`, most: 40 })
export const accountLimit = (account: string, address: string): Limit => ({ key: `account ${account} ${networkOf(address)}`, most: 10 })
/** From wherever it is tried: many addresses must not add up to many guesses. */
const accountAnywhere = (account: string): Limit => ({ key: `account ${account}`, most: 100 })

/**
 * Guesses at a secret of one account, wherever it is asked for: at sign-in, when joining, or to confirm. Guesses of strangers elsewhere do
 * not count where the account's own people are known to be: else anybody could keep them out.
 */
export function guessLimits(app: App, email: string, address: string): Limit[] {
  const near = [addressLimit(address), accountLimit(email, address)]
  return isKnownNetwork(app.database.queries, email, address) ? near : [...near, accountAnywhere(email)]
}

export interface Attempt {
  giveBack(): void
}

/**
 * Counts an attempt before it is made: of many at once no more get through than the limits say. Throws `rate_limited` when one of them
 * is used up.
 */
export function attempt(app: Pick<App, 'database' | 'now'>, limits: readonly Limit[]): Attempt {
  const at = app.now()
  app.database.transact((tx) => {
    tx.delete(rateLimits).where(lt(rateLimits.resetAt, at)).run()
    for (const { key, most } of limits) {
      const row = tx.select().from(rateLimits).where(eq(rateLimits.key, key)).get()
      if (row !== undefined && row.count >= most) throw tooMany(row.resetAt - at)
      tx.insert(rateLimits)
        .values({ key, count: 1, resetAt: at + windowMs })
        .onConflictDoUpdate({ target: rateLimits.key, set: { count: sql`${rateLimits.count} + 1` } })
        .run()
    }
  })
  return {
    giveBack: () =>
      app.database.transact((tx) => {
        for (const { key } of limits)
          tx.update(rateLimits)
            .set({ count: sql`${rateLimits.count} - 1` })
            .where(and(eq(rateLimits.key, key), gt(rateLimits.count, 0)))
            .run()
      }),
  }
}

function tooMany(leftMs: number): ReeveError {
  const minutes = Math.max(1, Math.ceil(leftMs / 60_000))
  return new ReeveError('rate_limited', `Too many failed attempts. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`)
}

export function forgive(app: App, { key }: Limit): void {
  const row = app.database.queries.select().from(rateLimits).where(eq(rateLimits.key, key)).get()
  if (row !== undefined) app.database.queries.delete(rateLimits).where(eq(rateLimits.key, key)).run()
}
