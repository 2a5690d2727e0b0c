import * as z from 'zod'
import { personId, tokenId } from '../../contracts/ids.ts'
import { createTokenInput } from '../../contracts/tokens.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

const one = z.object({ token: tokenId })
const of = z.object({ person: personId })

export const tokensRouter = router({
  list: procedure.query(({ ctx }) => service.list(ctx.app, ctx.caller.person)),
  /** The token's text is shown once. */
  create: procedure.input(createTokenInput).mutation(({ ctx, input }) => service.create(ctx, ctx.caller, input)),
  revoke: procedure.input(one).mutation(({ ctx, input }) => service.revoke(ctx.app, ctx.caller, ctx.caller.person, input.token)),
  /** Another person's, for administrators. */
  ofPerson: procedure.input(of).query(({ ctx, input }) => service.ofPerson(ctx.app, input.person)),
  revokeOf: procedure
    .input(one.extend(of.shape))
    .mutation(({ ctx, input }) => service.revoke(ctx.app, ctx.caller, input.person, input.token)),
})
