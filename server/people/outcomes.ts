import { eq } from 'drizzle-orm'
import { parseInput } from '../../contracts/envelope.ts'
import { invitations, people, sessions } from '../../db/schema/index.ts'
import type { Outcome } from '../dispatch/outcomes.ts'

/** Invitations of administrators work once the keep knows the new administrator, and go when it never will. */
export const administratorAdd: Outcome = {
  topics: ['people'],
  done(tx, action) {
    const { person } = parseInput('administrator.add', action.input)
    tx.update(invitations).set({ ready: true }).where(eq(invitations.action, action.id)).run()
    tx.update(people).set({ administrator: true }).where(eq(people.id, person)).run()
  },
  failed: (tx, action) => void tx.delete(invitations).where(eq(invitations.action, action.id)).run(),
  dropped: (tx, action) => void tx.delete(invitations).where(eq(invitations.action, action.id)).run(),
}

export const administratorRemove: Outcome = {
  topics: ['people'],
  done(tx, action) {
    const { person } = parseInput('administrator.remove', action.input)
    tx.update(people).set({ administrator: false }).where(eq(people.id, person)).run()
    tx.delete(sessions).where(eq(sessions.person, person)).run()
    tx.delete(invitations).where(eq(invitations.person, person)).run()
  },
}
