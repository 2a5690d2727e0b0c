import type * as z from 'zod'
import type * as api from '../../contracts/api.ts'
import type * as d from '../../contracts/detail.ts'
import type * as v from '../../contracts/views.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'

export declare function approvalFor(app: App, action: string): Promise<d.ApprovalRequestView>
export declare function approve(app: App, caller: Caller, input: z.output<typeof api.approveInput>): d.AskedView
export declare function cancel(app: App, caller: Caller, action: string): void
export declare function retry(app: App, caller: Caller, action: string): d.AskedView
