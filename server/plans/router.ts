import * as z from 'zod'
import { createPlanInput, updatePlanInput } from '../../contracts/api.ts'
import { planId } from '../../contracts/ids.ts'
import { listInput } from '../../contracts/list.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

export const plansRouter = router({
  list: procedure.input(listInput).query(({ ctx, input }) => service.list(ctx.app, ctx.caller, input)),
  create: procedure.input(createPlanInput).mutation(({ ctx, input }) => service.create(ctx.app, ctx.caller, input)),
  update: procedure.input(updatePlanInput).mutation(({ ctx, input }) => service.update(ctx.app, ctx.caller, input)),
  delete: procedure.input(z.object({ plan: planId })).mutation(({ ctx, input }) => service.remove(ctx.app, ctx.caller, input.plan)),
})
