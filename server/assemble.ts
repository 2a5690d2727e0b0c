import type { Logger } from 'pino'
import type { Database } from '../db/client.ts'
import type { App } from './app.ts'
import { makeCollector } from './asks/collect.ts'
import { makeCeremonies } from './auth/ceremonies.ts'
import { makePasswords, type PasswordCost } from './auth/passwords.ts'
import { makeSessions } from './auth/sessions.ts'
import { type Courier, makeCourier } from './courier/courier.ts'
import { type DispatcherParts, makeDispatcher } from './dispatch/dispatcher.ts'
import type { Door } from './dispatch/door.ts'
import type { Signer } from './dispatch/envelope.ts'
import { makeLive } from './live/bus.ts'
import { startWatch } from './observe/watch.ts'
import type { Box } from './oidc/box.ts'
import { makeOidc } from './oidc/oidc.ts'
import { type Fetch, fetchBy, type WayOut } from './oidc/way-out.ts'
import { outcomes } from './outcomes.ts'
import { makeTokens } from './tokens/tokens.ts'

export interface Parts {
  config: App['config']
  database: Database
  door: Door
  signer: Signer
  log: Logger
  box: Box
  /** To the sign-in server; without it there is none. */
  wayOut?: WayOut
  /** For tests: instead of the way out. */
  fetch?: Fetch
  passwordCost: PasswordCost
  /** Without one nothing is sent to anybody. */
  courier?: Courier
  now?: () => number
  point?: DispatcherParts['point']
}

/** Puts the backend together and takes up at once what an earlier run left under way. `stop` ends its loops. */
export function assemble({
  config,
  database,
  door,
  signer,
  log,
  passwordCost,
  courier,
  box,
  wayOut,
  fetch = fetchBy(wayOut),
  now = Date.now,
  point,
}: Parts): App & { stop: () => void } {
  const live = makeLive()
  const dispatcher = makeDispatcher({ database, door, signer, live, log, outcomes, now, ...(point && { point }) })
  const asked = makeCollector(database, dispatcher.nudge, now)
  const watch = startWatch({ database, door, live, log, asked, now })
  const secure = config.site.url.startsWith('https:')
  dispatcher.nudge()
  return {
    config,
    database,
    log,
    door,
    courier: courier ?? makeCourier({ relay: null, proxy: null }),
    dispatcher,
    live,
    watch,
    sessions: makeSessions(database, secure, now),
    tokens: makeTokens(database, now),
    oidc: makeOidc({ box, host: wayOut?.host ?? null, fetch, now }),
    ceremonies: makeCeremonies(now),
    passwords: makePasswords(passwordCost),
    now,
    stop() {
      dispatcher.stop()
      watch.stop()
      door.close()
    },
  }
}
