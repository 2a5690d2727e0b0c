import type * as z from 'zod'
import type * as api from '../../contracts/api.ts'
import type * as d from '../../contracts/detail.ts'
import type * as v from '../../contracts/views.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'

export declare function me(app: App, caller: Caller): v.MeView
export declare function sessions(app: App, caller: Caller): v.SessionView[]
export declare function revokeSession(app: App, caller: Caller, session: string): void
export declare function revokeOtherSessions(app: App, caller: Caller): void
export declare function rename(app: App, caller: Caller, name: string): void
export declare function changePassword(ctx: Context, caller: Caller, input: { current: string; next: string }): Promise<void>
