import { hostConfirmInput, hostFirewallInput } from '../../contracts/host-views.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

/** The machine itself: its state, and its own firewall. */
export const hostRouter = router({
  show: procedure.query(({ ctx }) => service.show(ctx.app, ctx.caller)),
  setFirewall: procedure.input(hostFirewallInput).mutation(({ ctx, input }) => service.setFirewall(ctx.app, ctx.caller, input)),
  confirm: procedure.input(hostConfirmInput).mutation(({ ctx, input }) => service.confirm(ctx.app, ctx.caller, input)),
})
