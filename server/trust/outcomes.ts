import { eq } from 'drizzle-orm'
import { parseInput } from '../../contracts/envelope.ts'
import { authenticators } from '../../db/schema/index.ts'
import type { Outcome } from '../dispatch/outcomes.ts'

/** The copy of what the keep trusts follows its answers. */
export const authenticatorEnrol: Outcome = {
  topics: ['trust'],
  done(tx, action, _result, now) {
    const { authenticator: id, person, personName, label, tenant, credential } = parseInput('authenticator.enrol', action.input)
    tx.insert(authenticators).values({ id, person, personName, label, tenant, credential, createdAt: now }).onConflictDoNothing().run()
  },
}

export const authenticatorRevoke: Outcome = {
  topics: ['trust'],
  done(tx, action) {
    const { authenticator } = parseInput('authenticator.revoke', action.input)
    tx.delete(authenticators).where(eq(authenticators.id, authenticator)).run()
  },
}
