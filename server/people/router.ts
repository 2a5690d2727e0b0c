import * as z from 'zod'
import {
  inviteInput,
  listPeopleInput,
  membershipInput,
  sessionOfInput,
  setDutyInput,
  setRightsInput,
  setRoleInput,
  setServiceRightsInput,
} from '../../contracts/api.ts'
import { invitationId, personId, serviceId } from '../../contracts/ids.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as duties from './duties.ts'
import * as invitations from './invitations.ts'
import * as queries from './queries.ts'
import * as resetLinks from './reset-links.ts'
import * as rights from './rights.ts'
import * as service from './service.ts'

const one = z.object({ person: personId })

export const peopleRouter = router({
  /** With `tenant`: its people. Without: everybody, for administrators. */
  list: procedure.input(listPeopleInput).query(({ ctx, input }) => queries.list(ctx.app, input)),
  suspend: procedure.input(one).mutation(({ ctx, input }) => service.suspend(ctx.app, ctx.caller, input.person)),
  resume: procedure.input(one).mutation(({ ctx, input }) => service.resume(ctx.app, ctx.caller, input.person)),
  signOut: procedure.input(one).mutation(({ ctx, input }) => service.signOutEverywhere(ctx.app, ctx.caller, input.person)),
  sessions: procedure.input(one).query(({ ctx, input }) => service.sessions(ctx.app, input.person)),
  endSession: procedure.input(sessionOfInput).mutation(({ ctx, input }) => service.endSession(ctx.app, ctx.caller, input)),
  /** The link is shown once. For an administrator's account only root makes one. */
  resetLink: procedure.input(one).mutation(({ ctx, input }) => resetLinks.make(ctx.app, ctx.caller, input.person)),
  /** Of nobody who administers, belongs to a tenant or approves. */
  delete: procedure.input(one).mutation(({ ctx, input }) => service.deletePerson(ctx.app, ctx.caller, input.person)),
  /** Critical: waits for an approval. */
  removeAdministrator: procedure.input(one).mutation(({ ctx, input }) => service.removeAdministrator(ctx.app, ctx.caller, input.person)),
  setRole: procedure.input(setRoleInput).mutation(({ ctx, input }) => service.setRole(ctx.app, ctx.caller, input)),
  setDuty: procedure.input(setDutyInput).mutation(({ ctx, input }) => duties.setDuty(ctx.app, ctx.caller, input)),
  /** What a member may do, and with which services. */
  setRights: procedure.input(setRightsInput).mutation(({ ctx, input }) => rights.setRights(ctx.app, ctx.caller, input)),
  /** The same for one service, by a member who may say so there. */
  setServiceRights: procedure
    .input(setServiceRightsInput)
    .mutation(({ ctx, input }) => rights.setServiceRights(ctx.app, ctx.caller, input)),
  ofService: procedure.input(z.object({ service: serviceId })).query(({ ctx, input }) => rights.ofService(ctx.app, input.service)),
  /** Takes the person out of the tenant. */
  remove: procedure.input(membershipInput).mutation(({ ctx, input }) => service.removeMember(ctx.app, ctx.caller, input)),
  /** The link is shown once. For an administrator `action` names the critical action that has to be approved before the link works. */
  invite: procedure.input(inviteInput).mutation(({ ctx, input }) => invitations.invite(ctx.app, ctx.caller, input)),
  invitations: procedure.input(listPeopleInput).query(({ ctx, input }) => invitations.list(ctx.app, input)),
  revokeInvitation: procedure
    .input(z.object({ invitation: invitationId }))
    .mutation(({ ctx, input }) => invitations.revoke(ctx.app, ctx.caller, input.invitation)),
})
