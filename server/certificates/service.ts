import type * as z from 'zod'
import type * as api from '../../contracts/api.ts'
import type * as d from '../../contracts/detail.ts'
import type * as v from '../../contracts/views.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'

export declare function list(app: App, input: z.output<typeof api.listInput> & { tenant: string }): v.Page<v.CertificateView>
export declare function sealingKey(app: App): Promise<{ publicKey: string }>
export declare function put(
  app: App,
  caller: Caller,
  input: z.output<typeof api.putCertificateInput>,
): d.AskedView & { certificate: string }
export declare function remove(app: App, caller: Caller, certificate: string): d.AskedView
