import * as z from 'zod'
import { setResellerLimitsInput } from '../../contracts/api.ts'
import { personId } from '../../contracts/ids.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

export const resellersRouter = router({
  get: procedure.input(z.object({ person: personId.optional() })).query(({ ctx, input }) => service.get(ctx.app, ctx.caller, input.person)),
  setLimits: procedure.input(setResellerLimitsInput).mutation(({ ctx, input }) => service.setLimits(ctx.app, ctx.caller, input)),
})
