import * as z from 'zod'
import { createTenantInput, handOverInput, updateTenantInput } from '../../contracts/api.ts'
import { tenantId } from '../../contracts/ids.ts'
import { listInput } from '../../contracts/list.ts'
import { procedure, router } from '../trpc/procedures.ts'
import { handOver } from './hand-over.ts'
import * as queries from './queries.ts'
import * as service from './service.ts'

const one = z.object({ tenant: tenantId })

export const tenantsRouter = router({
  list: procedure.input(listInput).query(({ ctx, input }) => queries.list(ctx.app, ctx.caller, input)),
  get: procedure.input(one).query(({ ctx, input }) => queries.get(ctx.app, input.tenant)),
  /** By its short name. */
  find: procedure.input(z.object({ name: z.string().max(64) })).query(({ ctx, input }) => queries.find(ctx.app, input.name)),
  create: procedure.input(createTenantInput).mutation(({ ctx, input }) => service.create(ctx.app, ctx.caller, input)),
  update: procedure.input(updateTenantInput).mutation(({ ctx, input }) => service.update(ctx.app, ctx.caller, input)),
  suspend: procedure.input(one).mutation(({ ctx, input }) => service.setSuspended(ctx.app, ctx.caller, input.tenant, true)),
  resume: procedure.input(one).mutation(({ ctx, input }) => service.setSuspended(ctx.app, ctx.caller, input.tenant, false)),
  /** Critical: waits for an approval. Another person owns the tenant from then on. */
  handOver: procedure.input(handOverInput).mutation(({ ctx, input }) => handOver(ctx.app, ctx.caller, input)),
  /** Critical: waits for an approval. Services, domains and certificates go along. */
  delete: procedure.input(one).mutation(({ ctx, input }) => service.remove(ctx.app, ctx.caller, input.tenant)),
})
