import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import type * as z from 'zod'
import type * as api from '../../contracts/api.ts'
import type * as d from '../../contracts/detail.ts'
import type * as v from '../../contracts/views.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'

export declare function startSignIn(ctx: Context): Promise<{ ceremony: string; options: PublicKeyCredentialRequestOptionsJSON }>
export declare function finishSignIn(
  ctx: Context,
  input: { ceremony: string; response: z.output<typeof api.assertionInput> },
): Promise<d.SignInView>
export declare function list(app: App, caller: Caller): d.PasskeyView[]
export declare function startRegistration(app: App, caller: Caller): Promise<PublicKeyCredentialCreationOptionsJSON>
export declare function finishRegistration(
  app: App,
  caller: Caller,
  input: { label: string; response: z.output<typeof api.registrationInput> },
): Promise<d.PasskeyView>
export declare function remove(app: App, caller: Caller, passkey: string): void
