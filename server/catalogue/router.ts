import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

export const catalogueRouter = router({
  kinds: procedure.query(({ ctx }) => service.kinds(ctx.app)),
})
