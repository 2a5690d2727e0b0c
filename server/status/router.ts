import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

export const statusRouter = router({
  get: procedure.query(({ ctx }) => service.get(ctx.app)),
})
