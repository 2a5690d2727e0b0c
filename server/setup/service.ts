import type * as z from 'zod'
import type * as api from '../../contracts/api.ts'
import type * as d from '../../contracts/detail.ts'
import type * as v from '../../contracts/views.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'

export declare function state(app: App): { joined: boolean }
export declare function enrolmentLink(app: App, caller: Caller): d.LinkView
export declare function inviteInfo(ctx: Context, token: string): d.InviteInfoView
export declare function join(ctx: Context, input: z.output<typeof api.joinInput>): Promise<{ person: string; tenant: string | null }>
