import { and, count, eq, ne } from 'drizzle-orm'
import type * as z from 'zod'
import type { membershipInput, sessionOfInput, setRoleInput } from '../../contracts/api.ts'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { SessionView } from '../../contracts/views.ts'
import type { Queries } from '../../db/client.ts'
import { authenticators, invitations, memberships, people } from '../../db/schema/index.ts'
import { cancelWaiting } from '../actions/approvals.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { want } from '../dispatch/want.ts'
import { ownsNothing } from './duties.ts'
import { endInvitations } from './invitation-states.ts'
import { personOf } from './person-of.ts'

export function suspend(app: App, caller: Caller, person: string): void {
  if (person === caller.person) throw new ReeveError('conflict', 'You cannot suspend yourself.')
  change(app, caller, { what: 'person.suspend', object: person }, ['people'], (tx) => {
    // Else one stolen session of an administrator would shut out all others, with nobody's approval.
    if (personOf(tx, person).administrator && caller.person !== 'root')
      throw new ReeveError('forbidden', 'Only root of the machine suspends an administrator. Remove the administrator instead.')
    tx.update(people).set({ suspended: true }).where(eq(people.id, person)).run()
    app.sessions.endOfPerson(person)
  })
}

export function resume(app: App, caller: Caller, person: string): void {
  change(app, caller, { what: 'person.resume', object: person }, ['people'], (tx) => {
    personOf(tx, person)
    tx.update(people).set({ suspended: false }).where(eq(people.id, person)).run()
  })
}

export function signOutEverywhere(app: App, caller: Caller, person: string): void {
  change(app, caller, { what: 'person.sign_out', object: person }, ['people'], (tx) => {
    personOf(tx, person)
    app.sessions.endOfPerson(person)
  })
}

export function sessions(app: App, person: string): SessionView[] {
  personOf(app.database.queries, person)
  return app.sessions.list(person, null)
}

export function endSession(app: App, caller: Caller, { person, session }: z.output<typeof sessionOfInput>): void {
  change(app, caller, { what: 'person.end_session', object: person }, ['people'], () => {
    if (!sessions(app, person).some(({ id }) => id === session))
      throw new ReeveError('not_found', 'There is no such session. It may have ended.')
    app.sessions.end(session)
  })
}

/** For accounts that nobody needs, such as one that was made with an invitation which somebody else got hold of. */
export function deletePerson(app: App, caller: Caller, person: string): void {
  const { email } = personOf(app.database.queries, person)
  change(app, caller, { what: 'person.delete', object: person, detail: email }, ['people', 'plans'], (tx, now) => {
    if (personOf(tx, person).administrator)
      throw new ReeveError('conflict', 'This person is an administrator. Remove the administrator first.')
    ownsNothing(tx, person, caller, now, false)
    if (has(tx, memberships, person))
      throw new ReeveError('conflict', 'This person belongs to a tenant. Take the person out of all tenants first.')
    if (has(tx, authenticators, person))
      throw new ReeveError('conflict', 'The keep trusts a key of this person. Revoke it first, in the settings.')
    tx.delete(invitations)
      .where(and(eq(invitations.email, email), ne(invitations.role, 'administrator')))
      .run()
    tx.delete(people).where(eq(people.id, person)).run()
  })
}

const has = (tx: Queries, table: typeof memberships | typeof authenticators, person: string): boolean =>
  (tx.select({ all: count() }).from(table).where(eq(table.person, person)).get()?.all ?? 0) > 0

/** In the words of the keep: it refuses others, and may know the person by an older name. */
export async function removeAdministrator(app: App, caller: Caller, person: string): Promise<AskedView> {
  const known = (await app.door.trust()).administrators.find((administrator) => administrator.person === person)
  return change(app, caller, { what: 'administrator.remove', object: person }, ['people'], (tx, now) => {
    const { email, name, administrator } = personOf(tx, person)
    if (!administrator) throw new ReeveError('conflict', 'This person is no administrator.')
    cancelWaiting(tx, app.dispatcher.outcomes, 'administrator.remove', person, now)
    const input = { person, email: known === undefined ? email : known.email, name: known?.name ?? name }
    return { action: want(tx, { name: 'administrator.remove', actor: actorOf(caller, null), now, input }) }
  })
}

export function setRole(app: App, caller: Caller, { tenant, person, role }: z.output<typeof setRoleInput>): void {
  change(app, caller, { what: 'member.role', tenant, object: person, detail: role }, ['people'], (tx) => {
    if (role === 'member') keepsAnOwner(tx, tenant, person)
    if (role === 'member') approvesNothing(tx, tenant, person)
    endInvitations(tx, personOf(tx, person).email, tenant)
    const done = tx.update(memberships).set({ role, rights: null }).where(ofTenant(tenant, person)).run()
    if (done.changes === 0) throw noMember()
  })
}

export function removeMember(app: App, caller: Caller, { tenant, person }: z.output<typeof membershipInput>): void {
  change(app, caller, { what: 'member.remove', tenant, object: person }, ['people'], (tx) => {
    keepsAnOwner(tx, tenant, person)
    approvesNothing(tx, tenant, person)
    endInvitations(tx, personOf(tx, person).email, tenant)
    const gone = tx.delete(memberships).where(ofTenant(tenant, person)).run()
    if (gone.changes === 0) throw noMember()
  })
}

const ofTenant = (tenant: string, person: string) => and(eq(memberships.tenant, tenant), eq(memberships.person, person))
const noMember = (): ReeveError => new ReeveError('not_found', 'There is no such person in this tenant.')

/** The keep knows no roles: it would go on taking approvals by that key. */
function approvesNothing(tx: Queries, tenant: string, person: string): void {
  const key = tx
    .select({ label: authenticators.label })
    .from(authenticators)
    .where(and(eq(authenticators.tenant, tenant), eq(authenticators.person, person)))
    .get()
  if (key !== undefined)
    throw new ReeveError(
      'conflict',
      `The keep trusts the key ${key.label} of this person for the tenant. Revoke that key first, in the settings.`,
    )
}

/** A tenant that had an owner keeps one: else only an administrator could invite again. */
function keepsAnOwner(tx: Queries, tenant: string, person: string): void {
  const role = tx.select({ role: memberships.role }).from(memberships).where(ofTenant(tenant, person)).get()?.role
  if (role !== 'owner') return
  const owners = tx
    .select({ all: count() })
    .from(memberships)
    .where(and(eq(memberships.tenant, tenant), eq(memberships.role, 'owner')))
    .get()
  if ((owners?.all ?? 0) < 2) throw new ReeveError('conflict', 'This is the last owner of the tenant. Make somebody else an owner first.')
}
