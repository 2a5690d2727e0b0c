import * as z from 'zod'
import { licenceId, serviceId } from '../../contracts/ids.ts'
import { installLicenceInput, putLicenceInput, seatInput } from '../../contracts/licence.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

export const licencesRouter = router({
  get: procedure.query(({ ctx }) => service.get(ctx.app)),
  ofService: procedure.input(z.object({ service: serviceId })).query(({ ctx, input }) => service.ofService(ctx.app, input.service)),
  sealingKey: procedure.query(({ ctx }) => service.sealingKey(ctx.app)),
  install: procedure.input(installLicenceInput).mutation(({ ctx, input }) => service.install(ctx.app, ctx.caller, input.file)),
  putBack: procedure.mutation(({ ctx }) => service.putBack(ctx.app, ctx.caller)),
  /** A new licence of the pool, or one as it is to be from now on. */
  put: procedure.input(putLicenceInput).mutation(({ ctx, input }) => service.put(ctx.app, ctx.caller, input)),
  remove: procedure
    .input(z.object({ licence: licenceId }))
    .mutation(({ ctx, input }) => service.remove(ctx.app, ctx.caller, input.licence)),
  give: procedure.input(seatInput).mutation(({ ctx, input }) => service.give(ctx.app, ctx.caller, input)),
  takeBack: procedure.input(seatInput).mutation(({ ctx, input }) => service.takeBack(ctx.app, ctx.caller, input)),
})
