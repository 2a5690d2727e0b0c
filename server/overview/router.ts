import * as z from 'zod'
import { tenantId } from '../../contracts/ids.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as dashboard from './dashboard.ts'
import * as tenant from './tenant.ts'

export const dashboardRouter = router({
  get: procedure.query(({ ctx }) => dashboard.get(ctx.app)),
})

export const overviewRouter = router({
  /** The first page of a tenant's people. */
  get: procedure.input(z.object({ tenant: tenantId })).query(({ ctx, input }) => tenant.get(ctx.app, input.tenant)),
})
