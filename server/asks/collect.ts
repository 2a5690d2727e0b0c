import { and, eq, isNull } from 'drizzle-orm'
import type { Observation } from '../../contracts/observation.ts'
import type { Database } from '../../db/client.ts'
import { services } from '../../db/schema/index.ts'
import { system } from '../dispatch/actors.ts'
import { want } from '../dispatch/want.ts'

/** Has what services ask for fetched, once for each time that one rang. `nudge` is called after something was wanted. */
export function makeCollector(database: Database, nudge: () => void, now: () => number): (asks: Observation['asks']) => void {
  /** Service to its last ring that was followed. */
  const followed = new Map<string, number>()
  return (asks) => {
    const fresh = asks.filter(({ service, at }) => (followed.get(service) ?? 0) < at)
    if (fresh.length === 0) return
    database.transact((tx) => {
      for (const { service } of fresh) {
        const row = tx
          .select({ tenant: services.tenant })
          .from(services)
          .where(and(eq(services.id, service), isNull(services.goneWith)))
          .get()
        if (row === undefined) continue
        want(tx, { name: 'asks.collect', actor: system, now: now(), input: { tenant: row.tenant, service }, replaces: true })
      }
    })
    for (const { service, at } of fresh) followed.set(service, at)
    nudge()
  }
}
