import { and, count, eq, gt, isNotNull, lt } from 'drizzle-orm'
import type * as z from 'zod'
import type { inviteInput, listPeopleInput } from '../../contracts/api.ts'
import type { LinkView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import { joinLink } from '../../contracts/links.ts'
import { duty } from '../../contracts/roles.ts'
import type { InvitationView, Page } from '../../contracts/views.ts'
import type { Queries } from '../../db/client.ts'
import { actions, invitations, memberships, people, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { hashToken, newToken } from '../auth/tokens.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { drop } from '../dispatch/settle.ts'
import { want } from '../dispatch/want.ts'
import { holds, orderBy } from '../listing.ts'
import { takesChanges } from '../tenants/policy.ts'
import { fitFor, mayBelong } from './duties.ts'
import { endInvitations, invitationState } from './invitation-states.ts'

const lifeMs = 7 * 86_400_000

export interface InvitedView {
  invitation: string
  /** Shown once; whoever has it joins. */
  link: LinkView
  action: string | null
}

export function invite(app: App, caller: Caller, { email, role, tenant, rights }: z.output<typeof inviteInput>): InvitedView {
  if ((role === 'owner' || role === 'member') !== (tenant !== null))
    throw new ReeveError('bad_input', 'Owners and members belong to a tenant, all others to none.')
  if (rights !== undefined && role !== 'member') throw new ReeveError('bad_input', 'Only members have rights of their own.')
  const invitation = newId('i')
  const token = newToken()
  const audit = { what: 'person.invite', tenant, object: invitation, detail: `${email} as ${role}` } as const
  return change(app, caller, audit, ['people'], (tx, now) => {
    const known = tx.select().from(people).where(eq(people.email, email)).get()
    tx.delete(invitations).where(lt(invitations.expiresAt, now)).run()
    // One person, whichever of several links is used first: the keep knows administrators by this id.
    const invited = tx.select({ person: invitations.person }).from(invitations).where(eq(invitations.email, email)).get()
    const person = known?.id ?? invited?.person ?? newId('p')
    if (tenant === null && known?.administrator === true) throw new ReeveError('conflict', `${email} is an administrator already.`)
    const asDuty = duty.safeParse(role)
    if (asDuty.success && known !== undefined) fitFor(tx, known.id, asDuty.data)
    if (tenant !== null) {
      mayBelong(known?.duty ?? null)
      mayJoin(tx, tenant, known?.id, email)
    }
    const action =
      role === 'administrator'
        ? want(tx, {
            name: 'administrator.add',
            actor: actorOf(caller, null),
            now,
            input: { person, email, name: known?.name ?? email.slice(0, 80) },
          })
        : null
    endInvitations(tx, email, tenant)
    const expiresAt = now + lifeMs
    tx.insert(invitations)
      .values({
        id: invitation,
        tokenHash: hashToken(token),
        email,
        role,
        tenant,
        rights: rights ?? null,
        person,
        action,
        ready: action === null,
        invitedBy: caller.name,
        createdAt: now,
        expiresAt,
      })
      .run()
    return { invitation, link: { url: joinLink(app.config.site.url, token), expiresAt }, action }
  })
}

function mayJoin(tx: Queries, tenant: string, person: string | undefined, email: string): void {
  const row = tx.select({ state: tenants.state }).from(tenants).where(eq(tenants.id, tenant)).get()
  if (row !== undefined) takesChanges(row.state)
  if (person === undefined) return
  const there = tx
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.tenant, tenant), eq(memberships.person, person)))
    .get()
  if (there !== undefined) throw new ReeveError('conflict', `${email} belongs to this tenant already.`)
}

export function list(app: App, input: z.output<typeof listPeopleInput>): Page<InvitationView> {
  const { queries } = app.database
  const where = and(
    gt(invitations.expiresAt, app.now()),
    isNotNull(invitations.email),
    input.tenant === undefined ? undefined : eq(invitations.tenant, input.tenant),
    holds(input.search, [invitations.email]),
  )
  const sorts = { createdAt: invitations.createdAt, email: invitations.email, expiresAt: invitations.expiresAt }
  const rows = queries
    .select({ invitation: invitations, tenantName: tenants.name, approval: actions.state })
    .from(invitations)
    .leftJoin(actions, eq(actions.id, invitations.action))
    .leftJoin(tenants, eq(tenants.id, invitations.tenant))
    .where(where)
    .orderBy(orderBy(sorts, input.sort, input.descending), invitations.id)
    .limit(input.limit)
    .offset(input.offset)
    .all()
  const items = rows.map(
    ({ invitation: { id, email, role, tenant, invitedBy, createdAt, expiresAt, ready, action }, tenantName, approval }) => ({
      id,
      email: email ?? '',
      role,
      tenant,
      tenantName,
      invitedBy,
      createdAt,
      expiresAt,
      state: invitationState(ready, approval),
      action,
    }),
  )
  return { items, total: queries.select({ all: count() }).from(invitations).where(where).get()?.all ?? 0 }
}

/** The link stops working; an approval that it waits for is not needed any more. */
export function revoke(app: App, caller: Caller, invitation: string): void {
  const row = app.database.queries.select().from(invitations).where(eq(invitations.id, invitation)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  change(app, caller, { what: 'person.uninvite', tenant: row.tenant, object: invitation }, ['people', 'actions'], (tx, now) => {
    const waiting = tx
      .select()
      .from(actions)
      .where(eq(actions.id, row.action ?? ''))
      .get()
    if (waiting?.state === 'awaiting_approval') drop(tx, app.dispatcher.outcomes, waiting, 'cancelled', now)
    tx.delete(invitations).where(eq(invitations.id, invitation)).run()
  })
}
