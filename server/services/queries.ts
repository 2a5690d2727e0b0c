import type * as z from 'zod'
import type * as api from '../../contracts/api.ts'
import type * as d from '../../contracts/detail.ts'
import type * as v from '../../contracts/views.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'

export declare function list(app: App, caller: Caller, input: z.output<typeof api.listServicesInput>): v.Page<v.ServiceView>
export declare function get(app: App, service: string): v.ServiceView
export declare function find(app: App, input: { tenantName: string; name: string }): v.ServiceView
export declare function wakes(app: App, input: { service: string; limit: number }): v.WakeView[]
