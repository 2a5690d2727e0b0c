import { machineStatisticsInput, serviceStatisticsInput, tenantStatisticsInput, topInput } from '../../contracts/api.ts'
import { procedure, router } from '../trpc/procedures.ts'
import { endToken, makeToken, tokenState } from './scrape.ts'
import * as service from './service.ts'

/** Read through from the keep: nothing of it is kept here but wakes, which are here anyway. */
export const statisticsRouter = router({
  service: procedure
    .input(serviceStatisticsInput)
    .query(({ ctx, input: { service: id, ...range } }) => service.series(ctx.app, `service:${id}`, range, { service: id })),
  tenant: procedure
    .input(tenantStatisticsInput)
    .query(({ ctx, input: { tenant, ...range } }) => service.series(ctx.app, `tenant:${tenant}`, range, { tenant })),
  /** The machine, or one zone of it. */
  machine: procedure
    .input(machineStatisticsInput)
    .query(({ ctx, input: { zone, ...range } }) =>
      zone === undefined ? service.series(ctx.app, 'machine', range, {}) : service.series(ctx.app, `zone:${zone}`, range, null),
    ),
  /** Services that were busy in the last minutes, the busiest first. */
  top: procedure.input(topInput).query(({ ctx, input }) => service.top(ctx.app, ctx.caller, input)),
  /** The token for `/api/metrics`: when it was made, a new one, none any more. */
  token: procedure.query(({ ctx }) => tokenState(ctx.app)),
  makeToken: procedure.mutation(({ ctx }) => makeToken(ctx.app, ctx.caller)),
  endToken: procedure.mutation(({ ctx }) => endToken(ctx.app, ctx.caller)),
  /** What the collecting costs. */
  collector: procedure.query(({ ctx }) => ctx.app.door.collector()),
})
