import type { ChangeView } from '../../contracts/detail.ts'
import type { Queries } from '../../db/client.ts'
import type { ActionError } from './door.ts'
import type { ActionRow } from './envelope.ts'

export interface Failure extends Pick<ActionError, 'code' | 'message' | 'generation'> {
  /** Nothing was done: what it was about is as it was. */
  untouched: boolean
}

/** What the end of an action changes in the wanted state. Runs inside the transaction that ends the action; may want further actions. */
export interface Outcome {
  done?(tx: Queries, action: ActionRow, result: Record<string, unknown>, now: number): void
  /** Also for what the keep never did: refused, or not taken in time. */
  failed?(tx: Queries, action: ActionRow, error: Failure, now: number): void
  /** Called back while it waited for its approval. */
  cancelled?(tx: Queries, action: ActionRow): void
  /** The time for its approval ran out. It may be asked for again. */
  unapproved?(tx: Queries, action: ActionRow): void
  topics: ChangeView['topic'][]
}
export type Outcomes = Partial<Record<ActionRow['name'], Outcome>>
