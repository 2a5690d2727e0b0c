import type * as z from 'zod'
import type * as api from '../../contracts/api.ts'
import type * as d from '../../contracts/detail.ts'
import type * as v from '../../contracts/views.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'

export declare function wake(app: App, caller: Caller, service: string): d.AskedView
export declare function sleep(app: App, caller: Caller, input: { service: string; stop: boolean }): d.AskedView
export declare function logs(app: App, caller: Caller, input: { service: string; lines: number }): Promise<{ lines: string[] }>
