import * as z from 'zod'
import { putCertificateInput } from '../../contracts/api.ts'
import { certificateId, tenantId } from '../../contracts/ids.ts'
import { listInput } from '../../contracts/list.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

export const certificatesRouter = router({
  list: procedure.input(listInput.extend({ tenant: tenantId })).query(({ ctx, input }) => service.list(ctx.app, input)),
  /** The gate's public key: whoever uploads a certificate seals its private key with it (contracts/seal.ts). */
  sealingKey: procedure.query(({ ctx }) => service.sealingKey(ctx.app)),
  put: procedure.input(putCertificateInput).mutation(({ ctx, input }) => service.put(ctx.app, ctx.caller, input)),
  remove: procedure
    .input(z.object({ certificate: certificateId }))
    .mutation(({ ctx, input }) => service.remove(ctx.app, ctx.caller, input.certificate)),
})
