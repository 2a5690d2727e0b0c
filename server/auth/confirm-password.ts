import { eq } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { passwords } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Context } from '../context.ts'
import { passwordFits } from './passwords.ts'
import { accountLimit, countFailure, withinRate } from './rate-limits.ts'

/** The person's own password again, for what an open browser alone must not do. */
export async function confirmPassword(ctx: Context, person: string, password: string): Promise<void> {
  const { app } = ctx
  const limits = [accountLimit(person, ctx.address)]
  withinRate(app, limits)
  if (await passwordFits(storedHash(app, person), password, app.passwordCost)) return
  countFailure(app, limits)
  throw new ReeveError('bad_input', 'The password is wrong.')
}

const storedHash = (app: App, person: string): string | undefined =>
  app.database.queries.select({ hash: passwords.hash }).from(passwords).where(eq(passwords.person, person)).get()?.hash
