import type { ActionState } from '@/contracts/states'

export type ActionDeed = 'approve' | 'withdraw' | 'retry'

/** What can be done with an action, by its state: total. The backend decides the same again. */
export const actionDeeds: Record<ActionState, readonly ActionDeed[]> = {
  awaiting_approval: ['approve', 'withdraw'],
  pending: [],
  running: [],
  done: [],
  failed: ['retry'],
  refused: ['retry'],
  expired: ['retry'],
  cancelled: [],
}
