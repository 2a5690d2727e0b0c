import { listLedgerInput } from '../../contracts/api.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

export const ledgerRouter = router({
  /** Newest first. */
  list: procedure.input(listLedgerInput).query(({ ctx, input }) => service.list(ctx.app, input)),
  verify: procedure.query(({ ctx }) => service.verify(ctx.app)),
})
