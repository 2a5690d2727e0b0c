import type { Actor } from '../../contracts/envelope.ts'

/** The backend itself, when it asks again for what was wanted already. */
export const system: Actor = { person: 'system', role: 'administrator' }

/** An apply that nobody took in time is asked for once more, by the backend itself; what then runs out has failed. */
export const askAgain = (code: string, actor: Actor): boolean => code === 'expired' && actor.person !== 'system'
