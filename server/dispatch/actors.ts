import type { Actor } from '../../contracts/envelope.ts'
import type { ActionError } from './door.ts'

/** The backend itself, when it asks again for what was wanted already. */
export const system: Actor = { person: 'system', role: 'administrator' }

/**
 * An apply that nobody took in time is asked for once more, by the backend itself; what then runs out has failed. One that the keep takes for old,
 * because its count is ahead, is asked for again above that count, where it is old no more.
 */
export const askAgain = ({ code, generation }: Pick<ActionError, 'code' | 'generation'>, actor: Actor): boolean =>
  (code === 'expired' && actor.person !== 'system') || (code === 'stale_generation' && generation !== undefined)
