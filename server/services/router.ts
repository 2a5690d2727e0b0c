import * as z from 'zod'
import { createServiceInput, historyInput, listServicesInput, revertInput, undoInput, updateServiceInput } from '../../contracts/api.ts'
import { leftBackups } from '../../contracts/backups.ts'
import { serviceId } from '../../contracts/ids.ts'
import { procedure, router } from '../trpc/procedures.ts'
import { visits } from '../visits/queries.ts'
import * as history from './history.ts'
import * as power from './power.ts'
import * as queries from './queries.ts'
import * as service from './service.ts'
import * as snapshots from './snapshots.ts'

const one = z.object({ service: serviceId })

export const servicesRouter = router({
  list: procedure.input(listServicesInput).query(({ ctx, input }) => queries.list(ctx.app, ctx.caller, input)),
  get: procedure.input(one).query(({ ctx, input }) => queries.get(ctx.app, input.service)),
  /** By the short names of tenant and service. */
  find: procedure
    .input(z.object({ tenantName: z.string().max(64), name: z.string().max(64) }))
    .query(({ ctx, input }) => queries.find(ctx.app, input)),
  create: procedure.input(createServiceInput).mutation(({ ctx, input }) => service.create(ctx.app, ctx.caller, input)),
  update: procedure.input(updateServiceInput).mutation(({ ctx, input }) => service.update(ctx.app, ctx.caller, input)),
  wake: procedure.input(one).mutation(({ ctx, input }) => power.wake(ctx.app, ctx.caller, input.service)),
  start: procedure.input(one).mutation(({ ctx, input }) => power.start(ctx.app, ctx.caller, input.service)),
  halt: procedure.input(one).mutation(({ ctx, input }) => power.halt(ctx.app, ctx.caller, input.service)),
  restart: procedure.input(one).mutation(({ ctx, input }) => power.renew(ctx.app, ctx.caller, input.service, 'service.restart')),
  reload: procedure.input(one).mutation(({ ctx, input }) => power.renew(ctx.app, ctx.caller, input.service, 'service.reload')),
  processes: procedure.input(one).query(({ ctx, input }) => power.processes(ctx.app, ctx.caller, input.service)),
  sleep: procedure
    .input(one.extend({ stop: z.boolean().default(false) }))
    .mutation(({ ctx, input }) => power.sleep(ctx.app, ctx.caller, input)),
  logs: procedure
    .input(one.extend({ lines: z.int().min(1).max(2000).default(200) }))
    .query(({ ctx, input }) => power.logs(ctx.app, ctx.caller, input)),
  usage: procedure.input(one).query(({ ctx, input }) => power.usage(ctx.app, ctx.caller, input.service)),
  /** Newest first. */
  history: procedure.input(historyInput).query(({ ctx, input }) => history.list(ctx.app, input)),
  undo: procedure.input(undoInput).mutation(({ ctx, input }) => history.undo(ctx.app, ctx.caller, input)),
  /** Newest first. */
  snapshots: procedure.input(one).query(({ ctx, input }) => snapshots.list(ctx.app, ctx.caller, input.service)),
  snapshot: procedure.input(one).mutation(({ ctx, input }) => snapshots.take(ctx.app, ctx.caller, input.service)),
  revert: procedure.input(revertInput).mutation(({ ctx, input }) => snapshots.revert(ctx.app, ctx.caller, input)),
  /** Critical: waits for an approval. */
  delete: procedure
    .input(one.extend({ backups: leftBackups.optional() }))
    .mutation(({ ctx, input }) => service.remove(ctx.app, ctx.caller, input.service, input.backups)),
  /** Of a site, by day. */
  visits: procedure.input(one.extend({ days: z.int().min(1).max(400).default(30) })).query(({ ctx, input }) => visits(ctx.app, input)),
  /** Newest first. */
  wakes: procedure
    .input(one.extend({ limit: z.int().min(1).max(1000).default(100) }))
    .query(({ ctx, input }) => queries.wakesOf(ctx.app, input)),
})
