import type { ChangeView } from '../../contracts/detail.ts'
import type { Queries } from '../../db/client.ts'
import type { ActionError } from './door.ts'
import type { ActionRow } from './envelope.ts'

/** What the end of an action changes in the wanted state. Runs inside the transaction that ends the action; may want further actions. */
export interface Outcome {
  done?(tx: Queries, action: ActionRow, result: Record<string, unknown>, now: number): void
  /** Also for refused and expired ones. */
  failed?(tx: Queries, action: ActionRow, error: Pick<ActionError, 'code' | 'message' | 'generation'>, now: number): void
  /** Never approved: cancelled, or its time ran out. */
  dropped?(tx: Queries, action: ActionRow, now: number): void
  topics: ChangeView['topic'][]
}
export type Outcomes = Partial<Record<ActionRow['name'], Outcome>>
