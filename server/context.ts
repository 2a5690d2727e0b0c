import type { App } from './app.ts'
import type { Caller } from './caller.ts'

/** What one request brings with it. */
export interface Context {
  app: App
  caller: Caller | null
  /** Client's address as the gate saw it; `local` by the root socket. */
  address: string
  browser: string
  /** Sets the session cookie on the answer. */
  setCookie: (cookie: string) => void
  /** True by the root socket, where no browser can be tricked. */
  local: boolean
  /** The request's Origin header. */
  origin: string | null
}
