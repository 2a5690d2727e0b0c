import type { ActionState } from '../../contracts/states.ts'
import type { InvitationState } from '../../contracts/views.ts'

/** Whether an invitation's link works, and if not, why. `approval`: state of the action that it waits for, null without one. */
export function invitationState(ready: boolean, approval: ActionState | null): InvitationState {
  if (ready) return 'open'
  if (approval === 'awaiting_approval') return 'waiting'
  if (approval === 'pending' || approval === 'running') return 'asked'
  return approval === 'expired' ? 'lapsed' : 'refused'
}
