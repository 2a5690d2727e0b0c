import { eq } from 'drizzle-orm'
import type { UsageResult } from '../../contracts/usage.ts'
import type { Database } from '../../db/client.ts'
import { uses } from '../../db/schema/index.ts'

/** Whoever looks every few seconds need not write as often. */
const restMs = 60_000

/** Keeps what a service was seen to use, for those who do not ask it themselves. */
export function recordUse(database: Database, service: string, usage: UsageResult, now: number): void {
  if (usage.power !== 'running') return
  const last = database.queries.select({ at: uses.at }).from(uses).where(eq(uses.service, service)).get()
  if (last !== undefined && last.at > now - restMs) return
  const { heldBytes, diskBytes, processes } = usage
  const values = { at: now, heldBytes, diskBytes, processes }
  database.transact((tx) =>
    tx
      .insert(uses)
      .values({ service, ...values })
      .onConflictDoUpdate({ target: uses.service, set: values })
      .run(),
  )
}
