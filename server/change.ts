import type { ChangeView } from '../contracts/detail.ts'
import type { EventName } from '../contracts/events.ts'
import type { Queries } from '../db/client.ts'
import { events } from '../db/schema/index.ts'
import type { App } from './app.ts'
import type { Caller } from './caller.ts'

export interface Audit {
  what: EventName
  tenant?: string | null
  object?: string | null
  detail?: string
}

/**
 * The way of every change: one transaction with its audit row, then the dispatcher is nudged and the pages are told.
 * `topics` of the tenant that the audit row names.
 */
export function change<T>(app: App, caller: Caller, audit: Audit, topics: ChangeView['topic'][], work: (tx: Queries, now: number) => T): T {
  const at = app.now()
  const result = app.database.transact((tx) => {
    const value = work(tx, at)
    recordEvent(tx, caller, at, audit)
    return value
  })
  app.dispatcher.nudge()
  for (const topic of topics) app.live.publish(topic, audit.tenant ?? null)
  return result
}

/** `who`: a person's id where nobody is signed in yet. With a token the row says which. */
export function recordEvent(
  tx: Queries,
  who: string | Caller,
  at: number,
  { what, tenant = null, object = null, detail = '' }: Audit,
): void {
  const { person, token } = typeof who === 'string' ? { person: who, token: null } : who
  tx.insert(events)
    .values({ at, person, token: token?.id ?? null, what, tenant, object, detail: detail.slice(0, 500) })
    .run()
}
