import { settingsInput } from '../../contracts/api.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

export const settingsRouter = router({
  get: procedure.query(({ ctx }) => service.get(ctx.app)),
  update: procedure.input(settingsInput).mutation(({ ctx, input }) => service.update(ctx.app, ctx.caller, input)),
})
