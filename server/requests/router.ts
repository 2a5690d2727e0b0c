import * as z from 'zod'
import { askInput, decideInput, listRequestsInput } from '../../contracts/api.ts'
import { requestId } from '../../contracts/ids.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as queries from './queries.ts'
import * as service from './service.ts'

export const requestsRouter = router({
  list: procedure.input(listRequestsInput).query(({ ctx, input }) => queries.list(ctx.app, ctx.caller, input)),
  /** Answered by the plan's rules at once, or by a person later. */
  ask: procedure.input(askInput).mutation(({ ctx, input }) => service.ask(ctx.app, ctx.caller, input)),
  decide: procedure.input(decideInput).mutation(({ ctx, input }) => service.decide(ctx.app, ctx.caller, input)),
  withdraw: procedure
    .input(z.object({ request: requestId }))
    .mutation(({ ctx, input }) => service.withdraw(ctx.app, ctx.caller, input.request)),
})
