import { eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { askInput, decideInput } from '../../contracts/api.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { RequestState, RequestView } from '../../contracts/requests.ts'
import type { Queries } from '../../db/client.ts'
import { requests } from '../../db/schema/index.ts'
import { permit } from '../access.ts'
import type { App } from '../app.ts'
import { tellOfDenial } from '../asks/outcomes.ts'
import { actorOf, type Caller, verbsIn } from '../caller.ts'
import { change } from '../change.ts'
import { usableService } from '../services/rows.ts'
import { underCeiling } from '../tenants/limits.ts'
import { type Asker, wishInWords } from './policy.ts'
import { get } from './queries.ts'
import { goesBeyond, grant, insertRequest, type RequestRow } from './rows.ts'

export function ask(app: App, caller: Caller, { service, wish, reason }: z.output<typeof askInput>): RequestView {
  const { tenant } = usableService(app.database.queries, service)
  // It is given at once, and takes the oldest away.
  if (wish.want === 'snapshot') permit(app, caller, 'services.snapshot', 'mutation', { service })
  const actor = actorOf(caller, tenant.id)
  // Whoever only looks has no place in the tenant, and does not come here.
  const by = actor.role === 'support' ? 'member' : actor.role === 'member' ? memberAsks(caller, tenant.id, service) : actor.role
  const detail = wishInWords(wish)
  const row = change(
    app,
    caller,
    { what: 'request.ask', tenant: tenant.id, object: service, detail },
    ['requests', 'services'],
    (tx, now) => {
      const beyond = goesBeyond(tx, service, wish)
      const asked = insertRequest(tx, { service, person: caller.person, by, actor, wish, reason, now })
      if (beyond && asked.state === 'granted') underCeiling(app, tx, tenant.id)
      return asked
    },
  )
  return get(app, row.id)
}

/** What a member may change anyway is not for an owner to decide. */
const memberAsks = (caller: Caller, tenant: string, service: string): Asker =>
  verbsIn(caller, tenant, service).includes('configure') ? 'configurer' : 'member'

export function decide(app: App, caller: Caller, { request, allow, answer }: z.output<typeof decideInput>): RequestView {
  const { tenant, service, wish } = rowOf(app.database.queries, request)
  const what = allow ? 'request.allow' : 'request.deny'
  change(app, caller, { what, tenant, object: service, detail: wishInWords(wish) }, ['requests', 'services', 'tenants'], (tx, now) => {
    const row = waiting(tx, request)
    const gives = caller.administrator || caller.resold.has(tenant)
    const beyond = allow && goesBeyond(tx, service, wish)
    if (!gives && (row.decider === 'administrator' || beyond)) {
      throw new ReeveError('forbidden', 'This goes beyond the limits of the tenant. An administrator has to decide.')
    }
    const action = allow ? grant(tx, service, wish, actorOf(caller, tenant), now) : null
    if (beyond) underCeiling(app, tx, tenant)
    if (!allow) tellOfDenial(tx, row, answer, now)
    settle(tx, request, { state: allow ? 'granted' : 'denied', decidedBy: caller.person, answer, action, decidedAt: now })
  })
  return get(app, request)
}

export function withdraw(app: App, caller: Caller, request: string): RequestView {
  const { tenant, service, person } = rowOf(app.database.queries, request)
  if (person !== caller.person && actorOf(caller, tenant).role === 'member')
    throw new ReeveError('forbidden', 'Whoever asked for this, or an owner, has to withdraw it.')
  change(app, caller, { what: 'request.withdraw', tenant, object: service }, ['requests'], (tx, now) => {
    waiting(tx, request)
    settle(tx, request, { state: 'withdrawn', decidedBy: caller.person, decidedAt: now })
  })
  return get(app, request)
}

const settle = (tx: Queries, request: string, values: Partial<RequestRow> & { state: RequestState }): void => {
  tx.update(requests).set(values).where(eq(requests.id, request)).run()
}

function rowOf(tx: Queries, request: string): RequestRow {
  const row = tx.select().from(requests).where(eq(requests.id, request)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  return row
}

function waiting(tx: Queries, request: string): RequestRow {
  const row = rowOf(tx, request)
  if (row.state !== 'waiting') throw new ReeveError('conflict', 'This request is answered already. Look at it again.')
  return row
}
