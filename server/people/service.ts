import type * as z from 'zod'
import type * as api from '../../contracts/api.ts'
import type * as d from '../../contracts/detail.ts'
import type * as v from '../../contracts/views.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'

export declare function suspend(app: App, caller: Caller, person: string): void
export declare function resume(app: App, caller: Caller, person: string): void
export declare function signOutEverywhere(app: App, caller: Caller, person: string): void
export declare function removeAdministrator(app: App, caller: Caller, person: string): d.AskedView
export declare function setRole(app: App, caller: Caller, input: z.output<typeof api.setRoleInput>): void
export declare function removeMember(app: App, caller: Caller, input: z.output<typeof api.membershipInput>): void
