import { ReeveError } from '../../contracts/errors.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { confirmPassword } from './try-password.ts'

const freshMs = 10 * 60_000

/**
 * Before what would outlast the session, such as a new key: the sign-in was a moment ago, or the password comes along. Else whoever takes an
 * open session over makes a way in that stays.
 */
export async function confirmFresh(ctx: Context, caller: Caller, password: string | undefined): Promise<void> {
  const { app } = ctx
  if (caller.session === null) return
  const startedAt = app.sessions.startedAt(caller.session)
  if (startedAt !== undefined && app.now() - startedAt < freshMs) return
  if (password === undefined) throw new ReeveError('password_needed', 'You signed in a while ago. Write your password to go on.')
  await confirmPassword(ctx, caller, password)
}
