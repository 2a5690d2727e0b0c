import { count, eq } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { standardRights } from '../../contracts/rights.ts'
import type { Role } from '../../contracts/roles.ts'
import type { MembershipView, MeView, SessionView } from '../../contracts/views.ts'
import type { Queries } from '../../db/client.ts'
import { authenticators, memberships, passkeys, passwords, people, resetLinks, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import { hasTotp } from './totp.ts'
import { confirmPassword } from './try-password.ts'

export function me(app: App, caller: Caller): MeView {
  const { queries } = app.database
  const { person, name, email } = caller
  const own = caller.viewing === null ? membershipsOf(queries, person) : []
  return {
    person,
    name,
    email,
    role: roleOf(caller, own),
    memberships: own,
    viewing: caller.viewing && { ...caller.viewing, tenantTitle: titleOf(queries, caller.viewing.tenant) },
    totp: hasTotp(app, person),
    passkeys: queries.select({ all: count() }).from(passkeys).where(eq(passkeys.person, person)).get()?.all ?? 0,
    authenticators: queries.select({ all: count() }).from(authenticators).where(eq(authenticators.person, person)).get()?.all ?? 0,
  }
}

function roleOf({ administrator, duty, viewing }: Caller, own: MembershipView[]): Role {
  if (administrator) return 'administrator'
  if (viewing !== null) return 'support'
  return duty ?? (own.some(({ role }) => role === 'owner') ? 'owner' : 'member')
}

const titleOf = (queries: Queries, tenant: string): string =>
  queries.select({ title: tenants.title }).from(tenants).where(eq(tenants.id, tenant)).get()?.title ?? tenant

export const membershipsOf = (queries: Queries, person: string): MembershipView[] =>
  queries
    .select({
      tenant: tenants.id,
      tenantName: tenants.name,
      tenantTitle: tenants.title,
      role: memberships.role,
      rights: memberships.rights,
    })
    .from(memberships)
    .innerJoin(tenants, eq(tenants.id, memberships.tenant))
    .where(eq(memberships.person, person))
    .orderBy(tenants.name)
    .all()
    .map(({ rights, ...row }) => ({ ...row, rights: row.role === 'owner' ? null : (rights ?? standardRights) }))

export const sessions = (app: App, caller: Caller): SessionView[] => app.sessions.list(caller.person, caller.session)

export function revokeSession(app: App, caller: Caller, session: string): void {
  if (!app.sessions.list(caller.person, null).some(({ id }) => id === session))
    throw new ReeveError('not_found', 'There is no such session. It may have ended.')
  change(app, caller, { what: 'session.revoke', object: caller.person }, [], () => app.sessions.end(session))
}

export function revokeOtherSessions(app: App, caller: Caller): void {
  change(app, caller, { what: 'session.revoke_others', object: caller.person }, [], () =>
    app.sessions.endOfPerson(caller.person, caller.session ?? ''),
  )
}

export function rename(app: App, caller: Caller, name: string): void {
  change(app, caller, { what: 'person.rename', object: caller.person, detail: name }, ['people'], (tx) =>
    tx.update(people).set({ name }).where(eq(people.id, caller.person)).run(),
  )
}

/** Ends all other sessions of the person. */
export async function changePassword(ctx: Context, caller: Caller, { current, next }: { current: string; next: string }): Promise<void> {
  const { app } = ctx
  await confirmPassword(ctx, caller, current)
  const hash = await app.passwords.hash(next)
  change(app, caller, { what: 'password.change', object: caller.person }, [], (tx) => {
    tx.update(passwords).set({ hash }).where(eq(passwords.person, caller.person)).run()
    // Whoever changes it has it: a link to a new one is not needed any more, whoever holds it.
    tx.delete(resetLinks).where(eq(resetLinks.person, caller.person)).run()
    app.sessions.endOfPerson(caller.person, caller.session ?? '')
  })
}
