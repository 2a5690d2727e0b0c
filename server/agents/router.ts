import { restartAgentInput } from '../../contracts/api.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

/** The administrative servers: what each may do, how it is, and what it did last. */
export const agentsRouter = router({
  list: procedure.query(({ ctx }) => service.list(ctx.app)),
  restart: procedure.input(restartAgentInput).mutation(({ ctx, input }) => service.restart(ctx.app, ctx.caller, input)),
})
