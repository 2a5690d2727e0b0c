import * as z from 'zod'
import { assertionInput, confirmedInput, registrationInput, resetInput, signInInput } from '../../contracts/api.ts'
import { password, title } from '../../contracts/names.ts'
import { open, procedure, router } from '../trpc/procedures.ts'
import * as own from './own.ts'
import * as passkeys from './passkeys.ts'
import * as reset from './reset.ts'
import * as signIn from './sign-in.ts'
import * as totp from './totp.ts'

const ceremony = z.string().max(64)
const confirmed = confirmedInput.default({})

export const authRouter = router({
  /** Who is signed in; null when nobody is. */
  me: open.query(({ ctx }) => (ctx.caller === null ? null : own.me(ctx.app, ctx.caller))),
  signIn: open.input(signInInput).mutation(({ ctx, input }) => signIn.withPassword(ctx, input)),
  passkeyStart: open.mutation(({ ctx }) => passkeys.startSignIn(ctx)),
  passkeyFinish: open
    .input(z.object({ ceremony, response: assertionInput }))
    .mutation(({ ctx, input }) => passkeys.finishSignIn(ctx, input)),
  /** A mutation, so that the token never stands in a URL. */
  resetInfo: open.input(z.object({ token: z.string().max(200) })).mutation(({ ctx, input }) => reset.resetInfo(ctx, input.token)),
  reset: open.input(resetInput).mutation(({ ctx, input }) => reset.reset(ctx, input)),
  signOut: open.mutation(({ ctx }) => signIn.signOut(ctx)),

  sessions: procedure.query(({ ctx }) => own.sessions(ctx.app, ctx.caller)),
  revokeSession: procedure
    .input(z.object({ session: z.string().max(128) }))
    .mutation(({ ctx, input }) => own.revokeSession(ctx.app, ctx.caller, input.session)),
  revokeOtherSessions: procedure.mutation(({ ctx }) => own.revokeOtherSessions(ctx.app, ctx.caller)),

  rename: procedure.input(z.object({ name: title })).mutation(({ ctx, input }) => own.rename(ctx.app, ctx.caller, input.name)),
  changePassword: procedure
    .input(z.object({ current: z.string().max(256), next: password }))
    .mutation(({ ctx, input }) => own.changePassword(ctx, ctx.caller, input)),

  totpStart: procedure.input(confirmed).mutation(({ ctx, input }) => totp.start(ctx, ctx.caller, input.password)),
  totpConfirm: procedure
    .input(z.object({ code: z.string().max(10) }))
    .mutation(({ ctx, input }) => totp.confirm(ctx.app, ctx.caller, input.code)),
  totpRemove: procedure
    .input(z.object({ password: z.string().max(256) }))
    .mutation(({ ctx, input }) => totp.remove(ctx, ctx.caller, input.password)),

  passkeys: procedure.query(({ ctx }) => passkeys.list(ctx.app, ctx.caller)),
  passkeyRegisterStart: procedure
    .input(confirmed)
    .mutation(({ ctx, input }) => passkeys.startRegistration(ctx, ctx.caller, input.password)),
  passkeyRegisterFinish: procedure
    .input(z.object({ label: title, response: registrationInput }))
    .mutation(({ ctx, input }) => passkeys.finishRegistration(ctx.app, ctx.caller, input)),
  passkeyRemove: procedure
    .input(z.object({ passkey: z.string().max(1024) }))
    .mutation(({ ctx, input }) => passkeys.remove(ctx.app, ctx.caller, input.passkey)),
})
