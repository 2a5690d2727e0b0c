import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { and, desc, eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { assertionInput, registrationInput } from '../../contracts/api.ts'
import type { PasskeyView, SignInView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { passkeys, people } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import { confirmFresh } from './fresh.ts'
import { startSession } from './sign-in.ts'

export interface NewKey {
  credential: string
  /** COSE, base64url. */
  publicKey: string
  counter: number
}

const failed = (): ReeveError => new ReeveError('unauthenticated', 'This passkey does not open an account here.')

export async function startSignIn({
  app,
  address,
}: Context): Promise<{ ceremony: string; options: PublicKeyCredentialRequestOptionsJSON }> {
  const options = await generateAuthenticationOptions({ rpID: app.config.site.rpId, userVerification: 'required' })
  return { ceremony: app.ceremonies.openSignIn(options.challenge, address), options }
}

/**
 * A passkey with user verification is two factors by itself: no code is asked for. And nobody guesses one: attempts are not counted, so that
 * the guesses of a stranger at passwords keep nobody with a key out.
 */
export async function finishSignIn(
  ctx: Context,
  { ceremony, response }: { ceremony: string; response: z.output<typeof assertionInput> },
): Promise<SignInView> {
  const { app } = ctx
  const challenge = app.ceremonies.takeSignIn(ceremony)
  const key = app.database.queries
    .select({ passkey: passkeys, suspended: people.suspended })
    .from(passkeys)
    .innerJoin(people, eq(people.id, passkeys.person))
    .where(eq(passkeys.id, response.id))
    .get()
  const counter = challenge === undefined || key === undefined ? null : await verifiedCounter(app, response, challenge, key.passkey)
  if (counter === null || key === undefined) throw failed()
  if (key.suspended) throw new ReeveError('suspended', 'This account is suspended. Ask the administrator of this installation.')
  app.database.queries.update(passkeys).set({ counter, lastUsed: app.now() }).where(eq(passkeys.id, key.passkey.id)).run()
  await startSession(ctx, key.passkey.person, 'by passkey')
  return { state: 'signed_in' }
}

async function verifiedCounter(
  app: App,
  response: z.output<typeof assertionInput>,
  expectedChallenge: string,
  key: typeof passkeys.$inferSelect,
): Promise<number | null> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge,
      expectedOrigin: app.config.site.origins,
      expectedRPID: app.config.site.rpId,
      requireUserVerification: true,
      credential: { id: key.id, publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64url')), counter: key.counter },
    })
    return verified ? authenticationInfo.newCounter : null
  } catch (error) {
    app.log.info({ err: error }, 'a passkey was refused')
    return null
  }
}

export const list = (app: App, caller: Caller): PasskeyView[] =>
  app.database.queries
    .select({ id: passkeys.id, label: passkeys.label, createdAt: passkeys.createdAt, lastUsed: passkeys.lastUsed })
    .from(passkeys)
    .where(eq(passkeys.person, caller.person))
    .orderBy(desc(passkeys.createdAt))
    .all()

export async function startRegistration(
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
    userID: new TextEncoder().encode(caller.person),
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: list(app, caller).map(({ id }) => ({ id })),
  })
  app.ceremonies.openOf(caller.person, options.challenge)
  return options
}

/** The new key out of the browser's answer. Throws `bad_input` when it does not belong to the ceremony that was begun. */
export async function verifiedKey(app: App, caller: Caller, response: z.output<typeof registrationInput>): Promise<NewKey> {
  const expectedChallenge = app.ceremonies.takeOf(caller.person)
  if (expectedChallenge === undefined) throw new ReeveError('expired', 'This took too long. Begin again.')
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge,
      expectedOrigin: app.config.site.origins,
      expectedRPID: app.config.site.rpId,
      requireUserVerification: true,
    })
    if (registrationInfo === undefined) throw new Error('not verified')
    const { id, publicKey, counter } = registrationInfo.credential
    return { credential: id, publicKey: Buffer.from(publicKey).toString('base64url'), counter }
  } catch (error) {
    throw new ReeveError('bad_input', 'The key was not accepted. Begin again with a key that asks for a PIN or a finger.', error)
  }
}

export async function finishRegistration(
  app: App,
  caller: Caller,
  { label, response }: { label: string; response: z.output<typeof registrationInput> },
): Promise<PasskeyView> {
  const key = await verifiedKey(app, caller, response)
  return storeKey(app, caller, label, key)
}

export function storeKey(app: App, caller: Caller, label: string, { credential, publicKey, counter }: NewKey): PasskeyView {
  return change(app, caller, { what: 'passkey.add', object: caller.person, detail: label }, ['people'], (tx, createdAt) => {
    const own = { id: credential, person: caller.person, label, publicKey, counter, createdAt }
    const before = tx.select({ person: passkeys.person }).from(passkeys).where(eq(passkeys.id, credential)).get()
    if (before !== undefined) throw new ReeveError('conflict', 'This key is registered already.')
    tx.insert(passkeys).values(own).run()
    return { id: credential, label, createdAt, lastUsed: null }
  })
}

export function remove(app: App, caller: Caller, passkey: string): void {
  change(app, caller, { what: 'passkey.remove', object: caller.person }, ['people'], (tx) => {
    const gone = tx
      .delete(passkeys)
      .where(and(eq(passkeys.id, passkey), eq(passkeys.person, caller.person)))
      .run()
    if (gone.changes === 0) throw new ReeveError('not_found', 'There is no such passkey.')
  })
}
