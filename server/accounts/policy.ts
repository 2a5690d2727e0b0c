import type { Accounts } from '../../contracts/accounts.ts'
import { ReeveError } from '../../contracts/errors.ts'

/** The owner of the databases signs in with the service's own password. */
export function ownerIsNoUser(accounts: Accounts | null, { owner }: Record<string, unknown>): void {
  if (accounts?.databaseUsers.some(({ name }) => name === owner))
    throw new ReeveError('conflict', `${String(owner)} is a user of the databases already. Choose another owner, or remove the user first.`)
}

/** Numbers are never given twice: what is left of somebody else would be theirs. */
export function nextNumber(used: readonly number[], first: number, last: number): number {
  const next = Math.max(first - 1, ...used) + 1
  if (next > last)
    throw new ReeveError('over_limit', 'So many accounts were made in this service that no number is left. Make another service.')
  return next
}
