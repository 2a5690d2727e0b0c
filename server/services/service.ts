import type * as z from 'zod'
import type * as api from '../../contracts/api.ts'
import type * as d from '../../contracts/detail.ts'
import type * as v from '../../contracts/views.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'

export declare function create(
  app: App,
  caller: Caller,
  input: z.output<typeof api.createServiceInput>,
): Promise<d.AskedView & { service: string }>
export declare function update(app: App, caller: Caller, input: z.output<typeof api.updateServiceInput>): d.AskedView
export declare function remove(app: App, caller: Caller, service: string): d.AskedView
