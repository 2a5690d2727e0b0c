import * as z from 'zod'
import { approveInput, listActionsInput } from '../../contracts/api.ts'
import { actionId } from '../../contracts/ids.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as queries from './queries.ts'
import * as service from './service.ts'
import { watch } from './watch.ts'

const one = z.object({ action: actionId })

export const actionsRouter = router({
  list: procedure.input(listActionsInput).query(({ ctx, input }) => queries.list(ctx.app, ctx.caller, input)),
  get: procedure.input(one).query(({ ctx, input }) => queries.get(ctx.app, input.action)),
  /** The action now, and again at every change, until it is at rest. */
  watch: procedure.input(one).subscription(({ ctx, input, signal }) => watch(ctx, input.action, signal)),
  approvalFor: procedure.input(one).query(({ ctx, input }) => service.approvalFor(ctx.app, ctx.caller, input.action)),
  approve: procedure.input(approveInput).mutation(({ ctx, input }) => service.approve(ctx.app, ctx.caller, input)),
  cancel: procedure.input(one).mutation(({ ctx, input }) => service.cancel(ctx.app, ctx.caller, input.action)),
  /** A new action for what failed, with the state that is wanted now. */
  retry: procedure.input(one).mutation(({ ctx, input }) => service.retry(ctx.app, ctx.caller, input.action)),
})
