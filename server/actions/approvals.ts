import { and, eq } from 'drizzle-orm'
import type { ActionName } from '../../contracts/actions.ts'
import type { Queries } from '../../db/client.ts'
import { actions } from '../../db/schema/index.ts'
import type { Outcomes } from '../dispatch/outcomes.ts'
import { drop } from '../dispatch/settle.ts'

/** Asking again for something critical takes the place of what waits for its approval still. */
export function cancelWaiting(tx: Queries, outcomes: Outcomes, name: ActionName, object: string, now: number): void {
  const waiting = tx
    .select()
    .from(actions)
    .where(and(eq(actions.name, name), eq(actions.object, object), eq(actions.state, 'awaiting_approval')))
    .all()
  for (const row of waiting) drop(tx, outcomes, row, 'cancelled', now)
}
