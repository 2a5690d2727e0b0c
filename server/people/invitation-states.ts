import { and, eq, isNull, ne } from 'drizzle-orm'
import type { ActionState } from '../../contracts/states.ts'
import type { InvitationState } from '../../contracts/views.ts'
import type { Queries } from '../../db/client.ts'
import { invitations } from '../../db/schema/index.ts'

/** Whether an invitation's link works, and if not, why. `approval`: state of the action that it waits for, null without one. */
export function invitationState(ready: boolean, approval: ActionState | null): InvitationState {
  if (ready) return 'open'
  if (approval === 'awaiting_approval') return 'waiting'
  if (approval === 'pending' || approval === 'running') return 'asked'
  return approval === 'expired' ? 'lapsed' : 'refused'
}

/**
 * Ends the links that lead this address into a tenant, or (null) to a duty: a newer word about it was spoken. An administrator's link is another matter:
 * it is approved, and the keep knows of it.
 */
export function endInvitations(tx: Queries, email: string, tenant: string | null): void {
  const there = tenant === null ? isNull(invitations.tenant) : eq(invitations.tenant, tenant)
  tx.delete(invitations)
    .where(and(eq(invitations.email, email), there, ne(invitations.role, 'administrator')))
    .run()
}
