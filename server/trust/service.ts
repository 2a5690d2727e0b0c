import { X509Certificate } from 'node:crypto'
import { generateRegistrationOptions, type PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import { eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { enrolFinishInput, enrolKeyInput } from '../../contracts/api.ts'
import type { AskedView, AuthorityView } from '../../contracts/detail.ts'
import { type Actor, parseInput } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import type { AuthenticatorView } from '../../contracts/views.ts'
import type { Queries } from '../../db/client.ts'
import { authenticators as table, tenants } from '../../db/schema/index.ts'
import { cancelWaiting } from '../actions/approvals.ts'
import type { App } from '../app.ts'
import { confirmFresh } from '../auth/fresh.ts'
import { storeKey, verifiedKey } from '../auth/passkeys.ts'
import { newToken } from '../auth/tokens.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import { want } from '../dispatch/want.ts'
import { copyTrust } from './copy.ts'

const doorPatienceMs = 20_000

/** What the keep trusts now; the last copy while it does not answer. */
export async function authenticators(app: App, tenant: string | undefined): Promise<AuthenticatorView[]> {
  await copyTrust(app).catch((error: unknown) => app.log.warn({ err: error }, 'the keys could not be asked for'))
  return app.database.queries
    .select({
      id: table.id,
      person: table.person,
      personName: table.personName,
      label: table.label,
      tenant: table.tenant,
      createdAt: table.createdAt,
    })
    .from(table)
    .where(tenant === undefined ? undefined : eq(table.tenant, tenant))
    .orderBy(table.createdAt)
    .all()
}

/** The gate's own CA: who trusts it trusts the certificates that the gate makes. */
export async function authority(app: App): Promise<AuthorityView> {
  const { authority: certificate } = await copyTrust(app)
  if (certificate === null) throw new ReeveError('unavailable', 'The gate does not answer at the moment. Try again in a minute.')
  return { certificate, fingerprint: new X509Certificate(certificate).fingerprint256 }
}

/**
 * A key of its own for each enrolment: with the person's id as the user handle, an authenticator would overwrite the key it made before.
 */
export async function enrolStart(
  ctx: Context,
  caller: Caller,
  password: string | undefined,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { app } = ctx
  await confirmFresh(ctx, caller, password)
  const options = await generateRegistrationOptions({
    rpName: 'Reeve',
    rpID: app.config.site.rpId,
    userName: caller.email,
    userDisplayName: caller.name,
    userID: new TextEncoder().encode(newToken()),
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  app.ceremonies.openOf(caller.person, options.challenge)
  return options
}

/** With the terminal's secret: answers when the keep has taken the key, or throws what kept it from that. Without: asks for an approval. */
export async function enrolFinish(
  app: App,
  caller: Caller,
  { tenant, label, secret, response }: z.output<typeof enrolFinishInput>,
): Promise<AskedView & { authenticator: string }> {
  const key = await verifiedKey(app, caller, response)
  const authenticator = newId('k')
  const { action } = enrol(app, caller, { authenticator, tenant, label, secret: secret ?? null, ...key })
  if (secret !== undefined) await done(app, action)
  storeKey(app, caller, label, key)
  return { action, authenticator }
}

export async function enrolKey(app: App, caller: Caller, input: z.output<typeof enrolKeyInput>): Promise<AskedView> {
  const asked = enrol(app, caller, { ...input, tenant: null })
  if (input.secret !== null) await done(app, asked.action)
  return asked
}

interface Enrolment {
  authenticator: string
  tenant: string | null
  label: string
  secret: string | null
  credential: string
  publicKey: string
}

function enrol(app: App, caller: Caller, { authenticator, tenant, label, secret, credential, publicKey }: Enrolment): AskedView {
  const { person, name: personName } = caller
  return change(app, caller, { what: 'authenticator.enrol', tenant, object: authenticator, detail: label }, ['trust'], (tx, now) => {
    const input = { authenticator, person, personName, label, tenant, tenantName: nameOf(tx, tenant), credential, publicKey, secret }
    return { action: want(tx, { name: 'authenticator.enrol', actor: actorOf(caller, tenant), now, proven: secret !== null, input }) }
  })
}

const nameOf = (tx: Queries, tenant: string | null): string | null =>
  tenant === null ? null : (tx.select({ name: tenants.name }).from(tenants).where(eq(tenants.id, tenant)).get()?.name ?? null)

async function done(app: App, action: string): Promise<void> {
  const row = await app.dispatcher.ended(action, doorPatienceMs)
  if (row.error !== null) throw new ReeveError(row.error.code, row.error.message)
}

export function revoke(app: App, caller: Caller, authenticator: string): AskedView {
  const row = app.database.queries.select().from(table).where(eq(table.id, authenticator)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  const { person, personName, label, tenant } = row
  return change(app, caller, { what: 'authenticator.revoke', tenant, object: authenticator, detail: label }, ['trust'], (tx, now) => {
    cancelWaiting(tx, app.dispatcher.outcomes, 'authenticator.revoke', authenticator, now)
    const actor: Actor = actorOf(caller, tenant)
    const input = parseInput('authenticator.revoke', { authenticator, person, personName, label, tenant, tenantName: nameOf(tx, tenant) })
    return { action: want(tx, { name: 'authenticator.revoke', actor, now, input }) }
  })
}
