import * as z from 'zod'
import { addAlertInput, mailSettingsInput, updateAlertInput } from '../../contracts/alerts.ts'
import { alertId, tenantId } from '../../contracts/ids.ts'
import { procedure, router } from '../trpc/procedures.ts'
import { getMail, setMail } from './mail-settings.ts'
import * as queries from './queries.ts'
import * as service from './service.ts'
import { update } from './update.ts'

const one = z.object({ alert: alertId })
const ofTenant = z.object({ tenant: tenantId.optional() })

export const alertsRouter = router({
  /** Those that fire first. */
  list: procedure.input(ofTenant).query(({ ctx, input }) => queries.list(ctx.app, ctx.caller, input)),
  get: procedure.input(one).query(({ ctx, input }) => queries.get(ctx.app, input.alert)),
  add: procedure.input(addAlertInput).mutation(({ ctx, input }) => service.add(ctx.app, ctx.caller, input)),
  update: procedure.input(updateAlertInput).mutation(({ ctx, input }) => update(ctx.app, ctx.caller, input)),
  remove: procedure.input(one).mutation(({ ctx, input }) => service.remove(ctx.app, ctx.caller, input.alert)),
  test: procedure.input(one).mutation(({ ctx, input }) => service.test(ctx.app, ctx.caller, input.alert)),
  /** What was told, newest first. */
  events: procedure
    .input(ofTenant.extend({ before: z.int().min(1).optional(), limit: z.int().min(1).max(200).default(50) }))
    .query(({ ctx, input }) => queries.events(ctx.app, ctx.caller, input)),
  mail: procedure.query(({ ctx }) => getMail(ctx.app)),
  setMail: procedure.input(mailSettingsInput).mutation(({ ctx, input }) => setMail(ctx.app, ctx.caller, input)),
})
