import { and, eq } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import { ReeveError } from '../../contracts/errors.ts'
import { totp } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import { confirmFresh } from './fresh.ts'
import { confirmPassword } from './try-password.ts'

const period = 30

const generator = (secret: string, label: string) =>
  new TOTP({ issuer: 'Reeve', label, algorithm: 'SHA1', digits: 6, period, secret: Secret.fromBase32(secret) })

/** A new secret, without effect until a code of it is confirmed. */
export async function start(ctx: Context, caller: Caller, password: string | undefined): Promise<{ secret: string; uri: string }> {
  const { app } = ctx
  await confirmFresh(ctx, caller, password)
  if (hasTotp(app, caller.person)) throw new ReeveError('conflict', 'The second factor is set up already. Remove it first.')
  const secret = new Secret({ size: 20 }).base32
  change(app, caller, { what: 'totp.start', object: caller.person }, [], (tx) => {
    const fresh = { secret, confirmed: false, lastCounter: 0 }
    tx.insert(totp)
      .values({ person: caller.person, ...fresh })
      .onConflictDoUpdate({ target: totp.person, set: fresh })
      .run()
  })
  return { secret, uri: generator(secret, caller.email).toString() }
}

export function confirm(app: App, caller: Caller, code: string): void {
  if (!codeFits(app, caller.person, code)) throw new ReeveError('bad_input', 'The code is wrong. Compare the clock of the device.')
  change(app, caller, { what: 'totp.confirm', object: caller.person }, ['people'], (tx) =>
    tx.update(totp).set({ confirmed: true }).where(eq(totp.person, caller.person)).run(),
  )
}

export async function remove(ctx: Context, caller: Caller, password: string): Promise<void> {
  await confirmPassword(ctx, caller, password)
  change(ctx.app, caller, { what: 'totp.remove', object: caller.person }, ['people'], (tx) =>
    tx.delete(totp).where(eq(totp.person, caller.person)).run(),
  )
}

export const hasTotp = (app: App, person: string): boolean =>
  app.database.queries
    .select({ person: totp.person })
    .from(totp)
    .where(and(eq(totp.person, person), eq(totp.confirmed, true)))
    .get() !== undefined

/** Whether the code is right now, or one period off; each code works once. */
export function codeFits(app: App, person: string, code: string): boolean {
  const row = app.database.queries.select().from(totp).where(eq(totp.person, person)).get()
  if (row === undefined || !/^\d{6}$/.test(code)) return false
  const at = app.now()
  const delta = generator(row.secret, '').validate({ token: code, timestamp: at, window: 1 })
  if (delta === null) return false
  const counter = Math.floor(at / 1000 / period) + delta
  if (counter <= row.lastCounter) return false
  app.database.queries.update(totp).set({ lastCounter: counter }).where(eq(totp.person, person)).run()
  return true
}
