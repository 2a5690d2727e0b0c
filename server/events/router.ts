import { listEventsInput } from '../../contracts/api.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as queries from './queries.ts'

export const eventsRouter = router({
  /** With `tenant`: what was done in it. Without: everything, for administrators. */
  list: procedure.input(listEventsInput).query(({ ctx, input }) => queries.list(ctx.app, input)),
})
