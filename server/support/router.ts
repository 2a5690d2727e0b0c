import { startSupportInput } from '../../contracts/api.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

export const supportRouter = router({
  /** This session looks at a tenant, with a reason that its owners read. */
  start: procedure.input(startSupportInput).mutation(({ ctx, input }) => service.start(ctx.app, ctx.caller, input)),
  end: procedure.mutation(({ ctx }) => service.end(ctx.app, ctx.caller)),
})
