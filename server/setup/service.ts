import { and, eq, isNull } from 'drizzle-orm'
import type * as z from 'zod'
import type { joinInput } from '../../contracts/api.ts'
import type { InviteInfoView, LinkView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import { joinLink } from '../../contracts/links.ts'
import { duty } from '../../contracts/roles.ts'
import type { Queries } from '../../db/client.ts'
import { actions, invitations, memberships, passwords, people, resetLinks, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { addressLimit, attempt } from '../auth/rate-limits.ts'
import { startSession } from '../auth/sign-in.ts'
import { hashToken, newToken } from '../auth/tokens.ts'
import { hasTotp } from '../auth/totp.ts'
import { tryPassword } from '../auth/try-password.ts'
import type { Caller } from '../caller.ts'
import { change, recordEvent } from '../change.ts'
import type { Context } from '../context.ts'
import { fitFor, giveDuty, mayBelong } from '../people/duties.ts'
import { endInvitations, invitationState } from '../people/invitation-states.ts'

const lifeMs = 24 * 3_600_000
type Invitation = typeof invitations.$inferSelect

export const state = (app: App): { joined: boolean } => ({
  joined: app.database.queries.select({ id: people.id }).from(people).where(eq(people.administrator, true)).limit(1).get() !== undefined,
})

/** For the first administrator alone: whoever comes later is made one by an approved action, so that the keep knows them too. */
export function enrolmentLink(app: App, caller: Caller): LinkView {
  if (state(app).joined)
    throw new ReeveError('conflict', 'There is an administrator already. Invite others: reeve person invite EMAIL --role administrator.')
  const token = newToken()
  return change(app, caller, { what: 'setup.link' }, [], (tx, now) => {
    tx.delete(invitations)
      .where(and(isNull(invitations.email), eq(invitations.role, 'administrator')))
      .run()
    const expiresAt = now + lifeMs
    tx.insert(invitations)
      .values({
        id: newId('i'),
        tokenHash: hashToken(token),
        role: 'administrator',
        ready: true,
        invitedBy: caller.name,
        createdAt: now,
        expiresAt,
      })
      .run()
    return { url: joinLink(app.config.site.url, token), expiresAt }
  })
}

export function inviteInfo(ctx: Context, token: string): InviteInfoView {
  const { queries } = ctx.app.database
  const { role, email, tenant } = openInvitation(ctx, token)
  return {
    role,
    first: email === null,
    email,
    tenantTitle:
      tenant === null ? null : (queries.select({ title: tenants.title }).from(tenants).where(eq(tenants.id, tenant)).get()?.title ?? null),
    known: email !== null && hashOf(queries, email) !== undefined,
  }
}

/** Uses the link up. Who has an account already gives its password; everybody else chooses one. Signs in, but for those with a second factor. */
export async function join(ctx: Context, input: z.output<typeof joinInput>): Promise<{ person: string; tenant: string | null }> {
  const { app } = ctx
  const invitation = openInvitation(ctx, input.token)
  if (invitation.email !== null && invitation.email !== input.email)
    throw new ReeveError('bad_input', `This invitation is for ${invitation.email}.`)
  const before = hashOf(app.database.queries, input.email)
  if (before !== undefined && !(await tryPassword(ctx, input.email, before, input.password)))
    throw new ReeveError('bad_input', 'There is an account with this address already, and this is not its password.')
  const hash = before ?? (await app.passwords.hash(input.password))
  const now = app.now()
  const person = app.database.transact((tx) => {
    const fresh = invitationOf(tx, input.token, now)
    const id = personOf(tx, fresh, input, hash, now)
    if (fresh.role === 'administrator') {
      tx.update(people).set({ administrator: true, duty: null }).where(eq(people.id, id)).run()
      // Whoever may make links for others may not make them for administrators.
      tx.delete(resetLinks).where(eq(resetLinks.person, id)).run()
    } else joinAs(tx, id, fresh, now)
    tx.delete(invitations).where(eq(invitations.id, fresh.id)).run()
    endInvitations(tx, input.email, fresh.tenant)
    recordEvent(tx, id, now, { what: 'person.join', tenant: fresh.tenant, object: id, detail: `as ${fresh.role}` })
    return id
  })
  // Who has a second factor signs in with it: the link and the password are one factor together.
  if (!hasTotp(app, person)) await startSession(ctx, person, 'by invitation')
  app.live.publish('people', invitation.tenant)
  return { person, tenant: invitation.tenant }
}

/** A membership, or a duty in the installation. */
function joinAs(tx: Queries, person: string, { role, tenant, rights }: Invitation, now: number): void {
  const { administrator = false, duty: before = null } = tx.select().from(people).where(eq(people.id, person)).get() ?? {}
  if (role === 'owner' || role === 'member') {
    mayBelong(before)
    if (tenant !== null) tx.insert(memberships).values({ tenant, person, role, rights, createdAt: now }).onConflictDoNothing().run()
    return
  }
  const given = duty.safeParse(role)
  if (!given.success) return
  if (administrator) throw new ReeveError('conflict', 'You are an administrator already, who may everything.')
  fitFor(tx, person, given.data)
  giveDuty(tx, person, given.data)
}

function personOf(tx: Queries, invitation: Invitation, input: z.output<typeof joinInput>, hash: string, now: number): string {
  const known = tx.select().from(people).where(eq(people.email, input.email)).get()
  if (known?.suspended === true) throw new ReeveError('suspended', 'This account is suspended. Ask the administrator of this installation.')
  const id = known?.id ?? invitation.person ?? newId('p')
  if (known === undefined) tx.insert(people).values({ id, email: input.email, name: input.name, createdAt: now }).run()
  tx.insert(passwords).values({ person: id, hash }).onConflictDoNothing().run()
  return id
}

const hashOf = (tx: Queries, email: string): string | undefined =>
  tx
    .select({ hash: passwords.hash })
    .from(passwords)
    .innerJoin(people, eq(people.id, passwords.person))
    .where(eq(people.email, email))
    .get()?.hash

/** The invitation of a token that a stranger brought. */
function openInvitation({ app, address }: Context, token: string): Invitation {
  const guess = attempt(app, [addressLimit(address)])
  const invitation = invitationOf(app.database.queries, token, app.now())
  guess.giveBack()
  return invitation
}

function invitationOf(tx: Queries, token: string, now: number): Invitation {
  const row = tx
    .select()
    .from(invitations)
    .where(eq(invitations.tokenHash, hashToken(token)))
    .get()
  if (row === undefined || row.expiresAt <= now) throw new ReeveError('expired', 'This link does not work any more. Ask for a new one.')
  if (row.ready) return row
  const approval = tx
    .select({ state: actions.state })
    .from(actions)
    .where(eq(actions.id, row.action ?? ''))
    .get()
  const state = invitationState(false, approval?.state ?? null)
  if (state === 'waiting' || state === 'asked')
    throw new ReeveError('approval_needed', 'This invitation waits for an approval still. Try again when it is given.')
  throw new ReeveError('approval_needed', 'This invitation was not approved. Ask whoever invited you to ask for the approval again.')
}
