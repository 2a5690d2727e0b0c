import { eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { signInInput } from '../../contracts/api.ts'
import type { SignInView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { passwords, people } from '../../db/schema/index.ts'
import { recordEvent } from '../change.ts'
import type { Context } from '../context.ts'
import { passwordFits } from './passwords.ts'
import { accountAnywhere, accountLimit, addressLimit, countFailure, forgive, withinRate } from './rate-limits.ts'
import { codeFits, hasTotp } from './totp.ts'

const wrong = (): ReeveError => new ReeveError('unauthenticated', 'The e-mail address, the password or the code is wrong.')

/** Password first; then, for whom it is set up, the code. Unknown addresses take as long and say the same as wrong passwords. */
export async function withPassword(ctx: Context, { email, password, code }: z.output<typeof signInInput>): Promise<SignInView> {
  const { app } = ctx
  const account = accountLimit(email, ctx.address)
  const limits = [addressLimit(ctx.address), account, accountAnywhere(email)]
  withinRate(app, limits)
  const row = app.database.queries
    .select({ id: people.id, suspended: people.suspended, hash: passwords.hash })
    .from(people)
    .leftJoin(passwords, eq(passwords.person, people.id))
    .where(eq(people.email, email))
    .get()
  const fits = await passwordFits(row?.hash ?? undefined, password, app.passwordCost)
  if (!fits || row === undefined) {
    countFailure(app, limits)
    throw wrong()
  }
  if (hasTotp(app, row.id)) {
    if (code === undefined || code === '') return { state: 'code_needed' }
    if (!codeFits(app, row.id, code)) {
      countFailure(app, limits)
      throw wrong()
    }
  }
  if (row.suspended) throw new ReeveError('suspended', 'This account is suspended. Ask the administrator of this installation.')
  forgive(app, account)
  await startSession(ctx, row.id, 'by password')
  return { state: 'signed_in' }
}

/** A new session in place of the one that the browser may have: its token never survives a sign-in. */
export async function startSession(ctx: Context, person: string, how: string): Promise<void> {
  const { app } = ctx
  if (ctx.caller?.session != null) app.sessions.end(ctx.caller.session)
  ctx.setCookie(await app.sessions.start(person, { address: ctx.address, browser: ctx.browser }))
  recordEvent(app.database.queries, person, app.now(), { what: 'sign_in', object: person, detail: `${how} from ${ctx.address}` })
}

export function signOut(ctx: Context): void {
  if (ctx.caller?.session != null) ctx.app.sessions.end(ctx.caller.session)
  ctx.setCookie(ctx.app.sessions.blank())
}
