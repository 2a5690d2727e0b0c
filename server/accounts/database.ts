import type * as z from 'zod'
import type { putDatabaseUserInput, removeDatabaseUserInput } from '../../contracts/accounts-api.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { wholeConfig } from '../services/policy.ts'
import type { ServiceFacts } from '../services/rows.ts'
import { absent, type Deed, newest, taken } from './service.ts'

export const putUser = ({ service, name, verifier, grants, fresh }: z.output<typeof putDatabaseUserInput>): Deed => ({
  service,
  sort: 'database',
  object: name,
  work(before, facts) {
    const { owner, databases } = placeOf(facts)
    if (name === owner) throw new ReeveError('conflict', `${name} owns the databases. Its password is set in the settings of the service.`)
    const foreign = grants.find(({ database }) => !databases.includes(database))
    if (foreign !== undefined) throw new ReeveError('not_found', `There is no database ${foreign.database} in this service.`)
    const present = before.databaseUsers.find((user) => user.name === name)
    if (fresh && present !== undefined) throw taken('user', name)
    const kept = verifier ?? present?.verifier
    if (kept === undefined) throw new ReeveError('bad_input', 'A new user needs a password: send a verifier of it.')
    const others = before.databaseUsers.filter((user) => user.name !== name)
    return {
      ...before,
      databaseUsers: [...others, { name, verifier: kept, grants }],
      removedDatabaseUsers: before.removedDatabaseUsers.filter((user) => user.name !== name),
    }
  },
})

export const removeUser = ({ service, name, data }: z.output<typeof removeDatabaseUserInput>): Deed => ({
  service,
  sort: 'database',
  object: `${name}, its data: ${data}`,
  work(before) {
    if (!before.databaseUsers.some((user) => user.name === name)) throw absent('user')
    return {
      ...before,
      databaseUsers: before.databaseUsers.filter((user) => user.name !== name),
      removedDatabaseUsers: newest([...before.removedDatabaseUsers, { name, data }]),
    }
  },
})

function placeOf({ service, kind }: ServiceFacts): { owner: string; databases: string[] } {
  const { owner, databases } = kind === null ? {} : wholeConfig(kind, service.config)
  return { owner: typeof owner === 'string' ? owner : '', databases: Array.isArray(databases) ? databases.map(String) : [] }
}
