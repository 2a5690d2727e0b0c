import type { Logger } from 'pino'
import type { BackendConfig } from '../contracts/config.ts'
import type { Database } from '../db/client.ts'
import type { Ceremonies } from './auth/ceremonies.ts'
import type { Passwords } from './auth/passwords.ts'
import type { Sessions } from './auth/sessions.ts'
import type { Courier } from './courier/courier.ts'
import type { Dispatcher } from './dispatch/dispatcher.ts'
import type { Door } from './dispatch/door.ts'
import type { Live } from './live/bus.ts'
import type { Watch } from './observe/watch.ts'
import type { Oidc } from './oidc/oidc.ts'
import type { Tokens } from './tokens/tokens.ts'

/** What every procedure works with. Made once in assemble.ts; tests make their own. */
export interface App {
  config: Pick<BackendConfig, 'site' | 'version'> & Partial<Pick<BackendConfig, 'restoring'>>
  database: Database
  log: Logger
  door: Door
  courier: Courier
  dispatcher: Dispatcher
  live: Live
  watch: Watch
  sessions: Sessions
  tokens: Tokens
  oidc: Oidc
  ceremonies: Ceremonies
  passwords: Passwords
  now: () => number
}
