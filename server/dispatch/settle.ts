import { eq } from 'drizzle-orm'
import { serviceConfig, withoutSecretSettings } from '../../contracts/kinds.ts'
import { actionAtRest } from '../../contracts/states.ts'
import type { Database, Queries } from '../../db/client.ts'
import { actions } from '../../db/schema/index.ts'
import type { Answer, Progress } from './door.ts'
import type { ActionRow } from './envelope.ts'
import type { Outcomes } from './outcomes.ts'

/** Fields that nobody needs once the action is at rest and that should not lie about. */
const secrets = ['secret', 'sealedKey', 'content', 'accounts']
/** What is long and stands elsewhere. */
const bulky = ['networks']

export const withoutSecrets = (input: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).map(([key, value]) => [key, shown(key, value)]))

function shown(key: string, value: unknown): unknown {
  if (key === 'config') return withoutSecretSettings(serviceConfig.parse(value))
  if (secrets.includes(key) && value !== null) return ''
  return bulky.includes(key) ? [] : value
}

interface Settled {
  id: string
  answer: Answer
  /** The last step that was told of it. */
  progress: Progress | undefined
  now: number
}

/** Ends an action with its answer, exactly once, together with all that follows from it. Undefined when it was at rest before. */
export function settle(database: Database, outcomes: Outcomes, { id, answer, progress, now }: Settled): ActionRow | undefined {
  return database.transact((tx) => {
    const row = tx.select().from(actions).where(eq(actions.id, id)).get()
    if (row === undefined || actionAtRest(row.state)) return undefined
    const outcome = outcomes[row.name]
    const end = { ...progress, input: withoutSecrets(row.input), endedAt: now, approval: null }
    if ('result' in answer) {
      write(tx, id, { ...end, state: 'done', result: answer.result })
      outcome?.done?.(tx, row, answer.result, now)
    } else {
      const { refused, ...told } = answer.error
      const { code, message } = told
      write(tx, id, { ...end, state: code === 'expired' ? 'expired' : refused ? 'refused' : 'failed', error: { code, message } })
      outcome?.failed?.(tx, row, { ...told, untouched: refused || code === 'expired' }, now)
    }
    return row
  })
}

/** Ends an action that never got its approval. Inside a transaction of the caller. */
export function drop(tx: Queries, outcomes: Outcomes, row: ActionRow, state: 'cancelled' | 'expired', now: number): void {
  write(tx, row.id, { state, endedAt: now, input: withoutSecrets(row.input) })
  const outcome = outcomes[row.name]
  if (state === 'cancelled') outcome?.cancelled?.(tx, row)
  else outcome?.unapproved?.(tx, row)
}

const write = (tx: Queries, id: string, values: Partial<ActionRow>): void =>
  void tx.update(actions).set(values).where(eq(actions.id, id)).run()
