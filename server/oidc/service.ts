import { and, desc, eq } from 'drizzle-orm'
import type * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import type { oidcFinishInput } from '../../contracts/oidc.ts'
import type { IdentityView } from '../../contracts/views.ts'
import { identities, people } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { confirmFresh } from '../auth/fresh.ts'
import { addressLimit, attempt } from '../auth/rate-limits.ts'
import { startSession } from '../auth/sign-in.ts'
import type { Caller } from '../caller.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import type { Identity } from './oidc.ts'
import { type OidcSettings, returnUrl, settingsOf } from './settings.ts'

/** What the sign-in page offers; null: nothing. */
export function offered(app: App): { label: string } | null {
  const settings = settingsOf(app.database.queries)
  return settings && { label: settings.label }
}

function configured(app: App): OidcSettings {
  const settings = settingsOf(app.database.queries)
  if (settings === null) throw new ReeveError('not_found', 'Nobody signs in elsewhere on this installation.')
  return settings
}

export const startSignIn = ({ app, address }: Context): Promise<{ url: string; ticket: string }> =>
  app.oidc.start(configured(app), returnUrl(app), { to: 'sign in' }, address)

/** A way in that stays: the sign-in is fresh, or the password comes along. */
export async function startLink(ctx: Context, caller: Caller, password: string | undefined): Promise<{ url: string; ticket: string }> {
  await confirmFresh(ctx, caller, password)
  return ctx.app.oidc.start(configured(ctx.app), returnUrl(ctx.app), { to: 'link', person: caller.person }, ctx.address)
}

/** Signs in whoever is linked with this identity, or links it with the person who asked for that and is still signed in. Nobody is ever found by mail. */
export async function finish(ctx: Context, input: z.output<typeof oidcFinishInput>): Promise<{ done: 'signed_in' | 'linked' }> {
  const { app, caller } = ctx
  const guess = attempt(app, [addressLimit(ctx.address)])
  const { errand, identity } = await app.oidc.finish(configured(app), returnUrl(app), input)
  if (errand.to === 'link') {
    if (caller === null || caller.person !== errand.person)
      throw new ReeveError('unauthenticated', 'Your session ended meanwhile. Sign in and link the account again.')
    link(app, caller, identity)
    guess.giveBack()
    return { done: 'linked' }
  }
  const { queries } = app.database
  const found = queries
    .select({ person: people.id, suspended: people.suspended })
    .from(identities)
    .innerJoin(people, eq(people.id, identities.person))
    .where(isThis(identity))
    .get()
  if (found === undefined)
    throw new ReeveError(
      'unauthenticated',
      'This account is linked with nobody here. Sign in another way, and link it on your account page.',
    )
  if (found.suspended) throw new ReeveError('suspended', 'This account is suspended. Ask the administrator of this installation.')
  queries.update(identities).set({ lastUsed: app.now() }).where(isThis(identity)).run()
  await startSession(ctx, found.person, `by ${new URL(identity.issuer).hostname}`)
  guess.giveBack()
  return { done: 'signed_in' }
}

function link(app: App, caller: Caller, identity: Identity): void {
  change(app, caller, { what: 'identity.link', object: caller.person, detail: identity.shown }, ['people'], (tx, createdAt) => {
    const owner = tx.select({ person: identities.person }).from(identities).where(isThis(identity)).get()?.person
    if (owner === caller.person) return
    if (owner !== undefined) throw new ReeveError('conflict', 'This account is linked with somebody else here.')
    tx.insert(identities)
      .values({ ...identity, person: caller.person, createdAt })
      .run()
  })
}

const isThis = ({ issuer, subject }: Pick<Identity, 'issuer' | 'subject'>) =>
  and(eq(identities.issuer, issuer), eq(identities.subject, subject))

export const list = (app: App, caller: Caller): IdentityView[] =>
  app.database.queries
    .select({
      issuer: identities.issuer,
      subject: identities.subject,
      shown: identities.shown,
      createdAt: identities.createdAt,
      lastUsed: identities.lastUsed,
    })
    .from(identities)
    .where(eq(identities.person, caller.person))
    .orderBy(desc(identities.createdAt))
    .all()

export function unlink(app: App, caller: Caller, identity: Pick<Identity, 'issuer' | 'subject'>): void {
  change(app, caller, { what: 'identity.unlink', object: caller.person }, ['people'], (tx) => {
    const gone = tx
      .delete(identities)
      .where(and(isThis(identity), eq(identities.person, caller.person)))
      .run()
    if (gone.changes === 0) throw new ReeveError('not_found', 'There is no such link.')
  })
}
