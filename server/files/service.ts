import type * as z from 'zod'
import type * as api from '../../contracts/api.ts'
import type * as d from '../../contracts/detail.ts'
import type { FileEntry } from '../../contracts/files.ts'
import type * as v from '../../contracts/views.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
export declare function list(app: App, caller: Caller, input: z.output<typeof api.fileInput>): Promise<{ entries: FileEntry[] }>
export declare function read(app: App, caller: Caller, input: z.output<typeof api.fileInput>): Promise<{ content: string }>
export declare function write(app: App, caller: Caller, input: z.output<typeof api.writeFileInput>): Promise<d.AskedView>
export declare function makeFolder(app: App, caller: Caller, input: z.output<typeof api.fileInput>): Promise<d.AskedView>
export declare function move(app: App, caller: Caller, input: z.output<typeof api.moveFileInput>): Promise<d.AskedView>
export declare function remove(app: App, caller: Caller, input: z.output<typeof api.fileInput>): Promise<d.AskedView>
export declare function deploy(app: App, caller: Caller, input: z.output<typeof api.deployInput>): d.AskedView
export declare function rollback(app: App, caller: Caller, service: string): d.AskedView
export declare function download(
  app: App,
  caller: Caller,
  input: z.output<typeof api.fileInput>,
): Promise<{ download: string; name: string }>
