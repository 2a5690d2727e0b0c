import type { App } from './app.ts'
import type { Caller } from './caller.ts'
export type ProcedurePath = string
export declare function permit(
  app: App,
  caller: Caller | null,
  path: ProcedurePath,
  type: 'query' | 'mutation' | 'subscription',
  input: unknown,
): void
