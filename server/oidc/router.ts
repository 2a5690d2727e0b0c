import * as z from 'zod'
import { confirmedInput } from '../../contracts/api.ts'
import { oidcFinishInput, oidcSettingsInput } from '../../contracts/oidc.ts'
import { open, procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'
import * as settings from './settings.ts'

export const oidcRouter = router({
  /** What the sign-in page offers; null: nothing. */
  offered: open.query(({ ctx }) => service.offered(ctx.app)),
  startSignIn: open.mutation(({ ctx }) => service.startSignIn(ctx)),
  startLink: procedure.input(confirmedInput.default({})).mutation(({ ctx, input }) => service.startLink(ctx, ctx.caller, input.password)),
  /** After the provider sent the browser back. */
  finish: open.input(oidcFinishInput).mutation(({ ctx, input }) => service.finish(ctx, input)),
  identities: procedure.query(({ ctx }) => service.list(ctx.app, ctx.caller)),
  unlink: procedure
    .input(z.object({ issuer: z.string().max(300), subject: z.string().max(255) }))
    .mutation(({ ctx, input }) => service.unlink(ctx.app, ctx.caller, input)),

  settings: procedure.query(({ ctx }) => settings.get(ctx.app)),
  setSettings: procedure.input(oidcSettingsInput).mutation(({ ctx, input }) => settings.set(ctx.app, ctx.caller, input)),
  removeSettings: procedure.mutation(({ ctx }) => settings.remove(ctx.app, ctx.caller)),
})
