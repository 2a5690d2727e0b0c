import * as z from 'zod'
import { addDomainInput, listDomainsInput, updateDomainInput } from '../../contracts/api.ts'
import { domainId } from '../../contracts/ids.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

export const domainsRouter = router({
  list: procedure.input(listDomainsInput).query(({ ctx, input }) => service.list(ctx.app, ctx.caller, input)),
  add: procedure.input(addDomainInput).mutation(({ ctx, input }) => service.add(ctx.app, ctx.caller, input)),
  update: procedure.input(updateDomainInput).mutation(({ ctx, input }) => service.update(ctx.app, ctx.caller, input)),
  remove: procedure.input(z.object({ domain: domainId })).mutation(({ ctx, input }) => service.remove(ctx.app, ctx.caller, input.domain)),
})
