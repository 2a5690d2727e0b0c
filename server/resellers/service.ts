import type * as z from 'zod'
import type { setResellerLimitsInput } from '../../contracts/api.ts'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { ResellerView } from '../../contracts/views.ts'
import { resellers } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { want } from '../dispatch/want.ts'
import { personOf } from '../people/person-of.ts'
import { limitsOf, promisedBy, withinReseller } from './limits.ts'

/** What a reseller may promise and has promised; of themselves, or (for administrators and auditors) of anybody. */
export function get(app: App, caller: Caller, person: string | undefined): ResellerView {
  const { queries } = app.database
  const whose = caller.duty === 'reseller' ? caller.person : person
  if (whose === undefined) throw new ReeveError('bad_input', 'Say which reseller.')
  const { id, name, duty } = personOf(queries, whose)
  if (duty !== 'reseller') throw new ReeveError('conflict', 'This person is no reseller.')
  return { person: id, name, limits: limitsOf(queries, id), promised: promisedBy(queries, id) }
}

export function setLimits(app: App, caller: Caller, { person, limits }: z.output<typeof setResellerLimitsInput>): AskedView {
  return change(
    app,
    caller,
    { what: 'reseller.limits', object: person, detail: `${limits.tenants} tenants` },
    ['people'],
    (tx, createdAt) => {
      const { name, duty } = personOf(tx, person)
      if (duty !== 'reseller') throw new ReeveError('conflict', 'This person is no reseller.')
      tx.insert(resellers).values({ person, limits, createdAt }).onConflictDoUpdate({ target: resellers.person, set: { limits } }).run()
      withinReseller(tx, person)
      return {
        action: want(tx, { name: 'reseller.limits', actor: actorOf(caller, null), now: createdAt, input: { person, name, limits } }),
      }
    },
  )
}
