import * as z from 'zod'
import { enrolFinishInput, enrolKeyInput, enrolStartInput } from '../../contracts/api.ts'
import { authenticatorId, tenantId } from '../../contracts/ids.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

export const trustRouter = router({
  /** With `tenant`: keys that approve for it alone. */
  authenticators: procedure
    .input(z.object({ tenant: tenantId.optional() }))
    .query(({ ctx, input }) => service.authenticators(ctx.app, input.tenant)),
  authority: procedure.query(({ ctx }) => service.authority(ctx.app)),
  enrolStart: procedure.input(enrolStartInput).mutation(({ ctx, input }) => service.enrolStart(ctx, ctx.caller, input.password)),
  /** Also makes the key a passkey to sign in with. Critical, unless the terminal's secret comes along. */
  enrolFinish: procedure.input(enrolFinishInput).mutation(({ ctx, input }) => service.enrolFinish(ctx.app, ctx.caller, input)),
  /** For the machine's root: enrols a software authenticator. */
  enrolKey: procedure.input(enrolKeyInput).mutation(({ ctx, input }) => service.enrolKey(ctx.app, ctx.caller, input)),
  /** Critical: waits for an approval. */
  revoke: procedure
    .input(z.object({ authenticator: authenticatorId }))
    .mutation(({ ctx, input }) => service.revoke(ctx.app, ctx.caller, input.authenticator)),
})
