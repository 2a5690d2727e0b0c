import { eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { signInInput } from '../../contracts/api.ts'
import type { SignInView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { passwords, people } from '../../db/schema/index.ts'
import { recordEvent } from '../change.ts'
import type { Context } from '../context.ts'
import { rememberNetwork } from './known-networks.ts'
import { accountLimit, attempt, forgive, guessLimits } from './rate-limits.ts'
import { codeFits, hasTotp } from './totp.ts'
import { tryPassword } from './try-password.ts'

const wrong = (): ReeveError => new ReeveError('unauthenticated', 'The e-mail address, the password or the code is wrong.')

/** Password first; then, for whom it is set up, the code. Unknown addresses take as long and say the same as wrong passwords. */
export async function withPassword(ctx: Context, { email, password, code }: z.output<typeof signInInput>): Promise<SignInView> {
  const { app } = ctx
  const row = app.database.queries
    .select({ id: people.id, suspended: people.suspended, hash: passwords.hash })
    .from(people)
    .leftJoin(passwords, eq(passwords.person, people.id))
    .where(eq(people.email, email))
    .get()
  const fits = await tryPassword(ctx, email, row?.hash ?? undefined, password)
  if (!fits || row === undefined) throw wrong()
  if (hasTotp(app, row.id)) {
    if (code === undefined || code === '') return { state: 'code_needed' }
    const guess = attempt(app, guessLimits(app, email, ctx.address))
    if (!codeFits(app, row.id, code)) throw wrong()
    guess.giveBack()
  }
  if (row.suspended) throw new ReeveError('suspended', 'This account is suspended. Ask the administrator of this installation.')
  forgive(app, accountLimit(email, ctx.address))
  await startSession(ctx, row.id, 'by password')
  return { state: 'signed_in' }
}

/** A new session in place of the one that the browser may have: its token never survives a sign-in. */
export async function startSession(ctx: Context, person: string, how: string): Promise<void> {
  const { app } = ctx
  if (ctx.caller?.session != null) app.sessions.end(ctx.caller.session)
  ctx.setCookie(await app.sessions.start(person, { address: ctx.address, browser: ctx.browser }))
  const now = app.now()
  app.database.transact((tx) => {
    tx.update(people).set({ lastSeen: now }).where(eq(people.id, person)).run()
    rememberNetwork(tx, person, ctx.address, now)
    recordEvent(tx, person, now, {
      what: 'sign_in',
      object: person,
      detail: `${how} from ${ctx.address}`,
    })
  })
}

export function signOut(ctx: Context): void {
  if (ctx.caller?.session != null) ctx.app.sessions.end(ctx.caller.session)
  ctx.setCookie(ctx.app.sessions.blank())
}
