import { procedure, router } from '../trpc/procedures.ts'
import { changes } from './changes.ts'
import { health } from './health.ts'

export const liveRouter = router({
  /** Topics that changed, of what the caller may see; pages ask again for what they show. */
  changes: procedure.subscription(({ ctx, signal }) => changes(ctx, signal)),
  /** Whether what pages show of services is what is. Changes with the topic `machine`. */
  health: procedure.query(({ ctx }) => health(ctx.app)),
})
