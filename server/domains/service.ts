import type * as z from 'zod'
import type * as api from '../../contracts/api.ts'
import type * as d from '../../contracts/detail.ts'
import type * as v from '../../contracts/views.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'

export declare function list(app: App, caller: Caller, input: z.output<typeof api.listDomainsInput>): v.Page<v.DomainView>
export declare function add(app: App, caller: Caller, input: z.output<typeof api.addDomainInput>): d.AskedView & { domain: string }
export declare function update(app: App, caller: Caller, input: z.output<typeof api.updateDomainInput>): d.AskedView
export declare function remove(app: App, caller: Caller, domain: string): d.AskedView
