import { eq } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { passwords } from '../../db/schema/index.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { attempt, guessLimits } from './rate-limits.ts'

/** Whether this is the password of the account with the stored hash; undefined for no account, which takes as long. */
export async function tryPassword(ctx: Context, email: string, stored: string | undefined, password: string): Promise<boolean> {
  const { app } = ctx
  const guess = attempt(app, guessLimits(app, email, ctx.address))
  let wrong = false
  try {
    wrong = !(await app.passwords.fits(stored, password))
    return !wrong
  } finally {
    if (!wrong) guess.giveBack()
  }
}

/** The person's own password again, for what an open browser alone must not do. */
export async function confirmPassword(ctx: Context, caller: Caller, password: string): Promise<void> {
  const row = ctx.app.database.queries.select({ hash: passwords.hash }).from(passwords).where(eq(passwords.person, caller.person)).get()
  if (!(await tryPassword(ctx, caller.email, row?.hash, password))) throw new ReeveError('bad_input', 'The password is wrong.')
}
