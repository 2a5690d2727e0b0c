import { and, asc, count, eq, gt, isNull, sql } from 'drizzle-orm'
import type { WakeHourView } from '../../contracts/detail.ts'
import { type PowerState, powerState } from '../../contracts/states.ts'
import { observations, services, wakes } from '../../db/schema/index.ts'
import type { App } from '../app.ts'

const hourMs = 3_600_000

/** How many services are in each state, of one tenant or (null) of all. */
export function servicesByState(app: App, tenant: string | null): Record<PowerState, number> {
  const state = sql<PowerState>`coalesce(${observations.state}, 'absent')`
  const rows = app.database.queries
    .select({ state, all: count() })
    .from(services)
    .leftJoin(observations, eq(observations.service, services.id))
    .where(and(isNull(services.goneWith), tenant === null ? undefined : eq(services.tenant, tenant)))
    .groupBy(state)
    .all()
  const counts = Object.fromEntries(powerState.options.map((option) => [option, 0])) as Record<PowerState, number>
  for (const row of rows) counts[row.state] = row.all
  return counts
}

/** The last 24 hours, newest last; hours without wakes too. */
export function wakesByHour(app: App, tenant: string | null): WakeHourView[] {
  const last = Math.floor(app.now() / hourMs)
  const rows = app.database.queries
    .select({ at: wakes.at, milliseconds: wakes.milliseconds })
    .from(wakes)
    .innerJoin(services, eq(services.id, wakes.service))
    .where(and(gt(wakes.at, (last - 23) * hourMs - 1), tenant === null ? undefined : eq(services.tenant, tenant)))
    .orderBy(asc(wakes.milliseconds))
    .all()
  return Array.from({ length: 24 }, (_, index) => {
    const hour = last - 23 + index
    const mine = rows.filter((row) => Math.floor(row.at / hourMs) === hour)
    const times = mine.flatMap((row) => (row.milliseconds === null ? [] : [row.milliseconds]))
    return { hour: hour * hourMs, count: mine.length, p95: times[Math.ceil(times.length * 0.95) - 1] ?? null }
  })
}
