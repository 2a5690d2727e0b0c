import { and, count, eq, gt, isNull, sql } from 'drizzle-orm'
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
  const first = last - 23
  const since = gt(wakes.at, first * hourMs - 1)
  const columns = { at: wakes.at, milliseconds: wakes.milliseconds }
  const { queries } = app.database
  const rows =
    tenant === null
      ? queries.select(columns).from(wakes).where(since).all()
      : queries
          .select(columns)
          .from(wakes)
          .innerJoin(services, eq(services.id, wakes.service))
          .where(and(since, eq(services.tenant, tenant)))
          .all()
  const hours = Array.from({ length: 24 }, () => ({ count: 0, times: [] as number[] }))
  for (const { at, milliseconds } of rows) {
    const hour = hours[Math.floor(at / hourMs) - first]
    if (hour === undefined) continue
    hour.count += 1
    if (milliseconds !== null) hour.times.push(milliseconds)
  }
  return hours.map(({ count: all, times }, index) => {
    const sorted = times.sort((a, b) => a - b)
    return { hour: (first + index) * hourMs, count: all, p95: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null }
  })
}
