import { listRefusalsInput } from '../../contracts/api.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as queries from './queries.ts'

export const refusalsRouter = router({
  /** With `tenant`: what was tried on its things. Without: everything, for administrators and auditors. */
  list: procedure.input(listRefusalsInput).query(({ ctx, input }) => queries.list(ctx.app, ctx.caller, input)),
})
