import { eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { resetInput } from '../../contracts/api.ts'
import type { ResetInfoView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { Queries } from '../../db/client.ts'
import { apiTokens, identities, knownNetworks, passkeys, passwords, people, resetLinks, totp } from '../../db/schema/index.ts'
import { recordEvent } from '../change.ts'
import type { Context } from '../context.ts'
import { accountLimit, addressLimit, attempt, forgive } from './rate-limits.ts'
import { hashToken } from './tokens.ts'

export function resetInfo(ctx: Context, token: string): ResetInfoView {
  const { name, email } = openLink(ctx, token)
  return { name, email }
}

/**
 * Uses the link up: a new password and no other way in, neither second factor nor passkey, account elsewhere, API token nor session, since somebody else may have made them.
 * What the keep trusts is another matter. It does not sign in: whoever has the password can.
 */
export async function reset(ctx: Context, { token, password }: z.output<typeof resetInput>): Promise<void> {
  const { app } = ctx
  openLink(ctx, token)
  const hash = await app.passwords.hash(password)
  const now = app.now()
  const { email } = app.database.transact((tx) => {
    const found = linkOf(tx, token, now)
    const { person } = found
    tx.insert(passwords).values({ person, hash }).onConflictDoUpdate({ target: passwords.person, set: { hash } }).run()
    for (const table of [totp, passkeys, identities, apiTokens, knownNetworks, resetLinks])
      tx.delete(table).where(eq(table.person, person)).run()
    app.sessions.endOfPerson(person)
    recordEvent(tx, person, now, { what: 'password.reset', object: person, detail: `by link from ${ctx.address}` })
    return found
  })
  forgive(app, accountLimit(email, ctx.address))
  app.live.publish('people', null)
}

interface Found {
  person: string
  name: string
  email: string
}

/** The link of a token that a stranger brought. */
function openLink({ app, address }: Context, token: string): Found {
  const guess = attempt(app, [addressLimit(address)])
  const found = linkOf(app.database.queries, token, app.now())
  guess.giveBack()
  return found
}

function linkOf(tx: Queries, token: string, now: number): Found {
  const row = tx
    .select({ person: people.id, name: people.name, email: people.email, expiresAt: resetLinks.expiresAt })
    .from(resetLinks)
    .innerJoin(people, eq(people.id, resetLinks.person))
    .where(eq(resetLinks.tokenHash, hashToken(token)))
    .get()
  if (row === undefined || row.expiresAt <= now)
    throw new ReeveError('expired', 'This link does not work any more. Ask an administrator for a new one.')
  return row
}
