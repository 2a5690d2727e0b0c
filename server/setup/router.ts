import * as z from 'zod'
import { joinInput } from '../../contracts/api.ts'
import { open, procedure, router } from '../trpc/procedures.ts'
import { rebuild } from './rebuild.ts'
import * as service from './service.ts'

export const setupRouter = router({
  /** Whether an administrator has joined yet. */
  state: open.query(({ ctx }) => service.state(ctx.app)),
  /** A new link for the first administrator; older ones stop working. */
  enrolmentLink: procedure.mutation(({ ctx }) => service.enrolmentLink(ctx.app, ctx.caller)),
  /** Everything that is wanted, once more, on a machine that has nothing of it. */
  rebuild: procedure.mutation(({ ctx }) => rebuild(ctx.app, ctx.caller)),
  /** A mutation, so that the token never stands in a URL. */
  inviteInfo: open.input(z.object({ token: z.string().max(200) })).mutation(({ ctx, input }) => service.inviteInfo(ctx, input.token)),
  /** Makes the person (or adds the membership to the one who exists) and signs in. */
  join: open.input(joinInput).mutation(({ ctx, input }) => service.join(ctx, input)),
})
