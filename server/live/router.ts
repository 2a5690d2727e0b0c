import { procedure, router } from '../trpc/procedures.ts'
import { changes } from './changes.ts'

export const liveRouter = router({
  /** Topics that changed, of what the caller may see; pages ask again for what they show. */
  changes: procedure.subscription(({ ctx, signal }) => changes(ctx, signal)),
})
