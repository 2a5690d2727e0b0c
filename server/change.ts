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
    recordEvent(tx, caller.person, at, audit)
    return value
  })
  app.dispatcher.nudge()
  for (const topic of topics) app.live.publish(topic, audit.tenant ?? null)
  return result
}

export function recordEvent(tx: Queries, person: string, at: number, { what, tenant = null, object = null, detail = '' }: Audit): void {
  tx.insert(events)
    .values({ at, person, what, tenant, object, detail: detail.slice(0, 500) })
    .run()
}
