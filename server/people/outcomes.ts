import { eq } from 'drizzle-orm'
import { parseInput } from '../../contracts/envelope.ts'
import { apiTokens, invitations, people, sessions } from '../../db/schema/index.ts'
import type { Outcome } from '../dispatch/outcomes.ts'

/**
 * Invitations of administrators work once the keep knows the new administrator; until then the action can be tried again. Being approved alone makes nobody an
 * administrator here: whoever invited somebody else to this address before may hold its account, and the link was not given to them.
 */
export const administratorAdd: Outcome = {
  topics: ['people'],
  done: (tx, action) => void tx.update(invitations).set({ ready: true }).where(eq(invitations.action, action.id)).run(),
  failed(tx, action, { code }, now) {
    // An earlier invitation ran out after its approval.
    if (code === 'conflict') administratorAdd.done?.(tx, action, {}, now)
  },
  cancelled: (tx, action) => void tx.delete(invitations).where(eq(invitations.action, action.id)).run(),
}

export const administratorRemove: Outcome = {
  topics: ['people'],
  done(tx, action) {
    const { person } = parseInput('administrator.remove', action.input)
    tx.update(people).set({ administrator: false }).where(eq(people.id, person)).run()
    tx.delete(apiTokens).where(eq(apiTokens.person, person)).run()
    tx.delete(sessions).where(eq(sessions.person, person)).run()
    tx.delete(invitations).where(eq(invitations.person, person)).run()
  },
  /** The keep never knew them, such as a first administrator who has not enrolled a key: here alone they are one. */
  failed(tx, action, { code }, now) {
    if (code === 'not_found') administratorRemove.done?.(tx, action, {}, now)
  },
}
