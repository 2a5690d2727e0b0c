import { and, eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { handOverInput } from '../../contracts/api.ts'
import type { AskedView } from '../../contracts/detail.ts'
import { parseInput } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { Queries } from '../../db/client.ts'
import { authenticators, memberships, people, tenants } from '../../db/schema/index.ts'
import { cancelWaiting } from '../actions/approvals.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import type { Outcome } from '../dispatch/outcomes.ts'
import { want } from '../dispatch/want.ts'
import { endInvitations } from '../people/invitation-states.ts'
import { personOf } from '../people/person-of.ts'
import { takesChanges } from './policy.ts'

/** Asks for it; nothing changes before somebody approved. */
export function handOver(
  app: App,
  caller: Caller,
  { tenant, from = caller.person, to, leaves }: z.output<typeof handOverInput>,
): AskedView {
  return change(app, caller, { what: 'tenant.hand_over', tenant, object: to }, ['people'], (tx, now) => {
    const row = tx.select().from(tenants).where(eq(tenants.id, tenant)).get()
    if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
    takesChanges(row.state)
    if (from === to) throw new ReeveError('conflict', 'The tenant is handed over to somebody else than its owner.')
    const [before, next] = [memberOf(tx, tenant, from), memberOf(tx, tenant, to)]
    if (before?.role !== 'owner') throw new ReeveError('conflict', 'Only an owner hands the tenant over. Say which one.')
    if (next === undefined) throw new ReeveError('not_found', 'There is no such person in this tenant. Invite the person first.')
    if (next.suspended) throw new ReeveError('conflict', 'This person is suspended and can own nothing.')
    cancelWaiting(tx, app.dispatcher.outcomes, 'tenant.handOver', tenant, now)
    const input = { tenant, name: row.name, title: row.title, from, fromName: before.name, to, toName: next.name, leaves }
    return { action: want(tx, { name: 'tenant.handOver', actor: actorOf(caller, tenant), now, input }) }
  })
}

/** The keep has taken back what the one before could approve with. */
export const tenantHandOver: Outcome = {
  topics: ['people', 'trust'],
  done(tx, action, _result, now) {
    const { tenant, from, to, leaves } = parseInput('tenant.handOver', action.input)
    const of = (person: string) => and(eq(memberships.tenant, tenant), eq(memberships.person, person))
    tx.insert(memberships)
      .values({ tenant, person: to, role: 'owner', createdAt: now })
      .onConflictDoUpdate({ target: [memberships.tenant, memberships.person], set: { role: 'owner', rights: null } })
      .run()
    endInvitations(tx, personOf(tx, from).email, tenant)
    if (leaves) tx.delete(memberships).where(of(from)).run()
    else tx.update(memberships).set({ role: 'member', rights: null }).where(of(from)).run()
    tx.delete(authenticators)
      .where(and(eq(authenticators.tenant, tenant), eq(authenticators.person, from)))
      .run()
  },
}

const memberOf = (tx: Queries, tenant: string, person: string) =>
  tx
    .select({ role: memberships.role, name: people.name, suspended: people.suspended })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.person))
    .where(and(eq(memberships.tenant, tenant), eq(memberships.person, person)))
    .get()
