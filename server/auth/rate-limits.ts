import { eq, lt, sql } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { rateLimits } from '../../db/schema/index.ts'
import type { App } from '../app.ts'

const windowMs = 15 * 60_000

/** A failed attempt counts against each key: the address (IPv6 by its /64) and the account at this address. */
export interface Limit {
  key: string
  most: number
}

export const addressLimit = (address: string): Limit => ({ key: `address ${networkOf(address)}`, most: 40 })
export const accountLimit = (account: string, address: string): Limit => ({ key: `account ${account} ${networkOf(address)}`, most: 10 })
/** From wherever it is tried: many addresses must not add up to many guesses. */
export const accountAnywhere = (account: string): Limit => ({ key: `account ${account}`, most: 100 })

/** Throws `rate_limited` when one of the limits is used up. */
export function withinRate(app: App, limits: readonly Limit[]): void {
  const at = app.now()
  for (const { key, most } of limits) {
    const row = app.database.queries.select().from(rateLimits).where(eq(rateLimits.key, key)).get()
    if (row === undefined || row.resetAt <= at || row.count < most) continue
    const minutes = Math.ceil((row.resetAt - at) / 60_000)
    throw new ReeveError('rate_limited', `Too many failed attempts. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`)
  }
}

export function countFailure(app: App, limits: readonly Limit[]): void {
  const at = app.now()
  app.database.transact((tx) => {
    tx.delete(rateLimits).where(lt(rateLimits.resetAt, at)).run()
    for (const { key } of limits)
      tx.insert(rateLimits)
        .values({ key, count: 1, resetAt: at + windowMs })
        .onConflictDoUpdate({ target: rateLimits.key, set: { count: sql`${rateLimits.count} + 1` } })
        .run()
  })
}

export function forgive(app: App, { key }: Limit): void {
  const row = app.database.queries.select().from(rateLimits).where(eq(rateLimits.key, key)).get()
  if (row !== undefined) app.database.queries.delete(rateLimits).where(eq(rateLimits.key, key)).run()
}

function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address
  const [head = '', tail = ''] = address.split('::')
  const front = head.split(':').filter((part) => part !== '')
  const back = tail.split(':').filter((part) => part !== '')
  const missing = address.includes('::') ? Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0') : []
  return [...front, ...missing, ...back].slice(0, 4).join(':')
}
