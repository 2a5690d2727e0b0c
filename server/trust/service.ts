import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import type * as z from 'zod'
import type * as api from '../../contracts/api.ts'
import type * as d from '../../contracts/detail.ts'
import type * as v from '../../contracts/views.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'

export declare function authenticators(app: App, tenant: string | undefined): Promise<v.AuthenticatorView[]>
export declare function enrolStart(app: App, caller: Caller): Promise<PublicKeyCredentialCreationOptionsJSON>
export declare function enrolFinish(
  app: App,
  caller: Caller,
  input: z.output<typeof api.enrolFinishInput>,
): Promise<d.AskedView & { authenticator: string }>
export declare function enrolKey(app: App, caller: Caller, input: z.output<typeof api.enrolKeyInput>): d.AskedView
export declare function revoke(app: App, caller: Caller, authenticator: string): d.AskedView
