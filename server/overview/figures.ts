import { and, count, eq, isNull, sql } from 'drizzle-orm'
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

/** The last 24 hours, newest last; hours without wakes too. Of many wakes the database makes few lines. */
export function wakesByHour(app: App, tenant: string | null): WakeHourView[] {
  const last = Math.floor(app.now() / hourMs)
  const first = last - 23
  const hour = sql`cast(${wakes.at} / ${hourMs} as integer)`
  const own =
    tenant === null ? sql`` : sql`and ${wakes.service} in (select ${services.id} from ${services} where ${services.tenant} = ${tenant})`
  const rows = app.database.queries.all<WakeHourView>(sql`
    select hour, count(*) as count, min(case when place * 100 >= timed * 95 then milliseconds end) as p95
    from (
      select ${hour} as hour, ${wakes.milliseconds} as milliseconds,
        row_number() over (partition by ${hour}, ${wakes.milliseconds} is null order by ${wakes.milliseconds}) as place,
        count(${wakes.milliseconds}) over (partition by ${hour}) as timed
      from ${wakes} where ${wakes.at} >= ${first * hourMs} ${own}
    )
    group by hour`)
  const byHour = new Map(rows.map((row) => [row.hour, row]))
  return Array.from({ length: 24 }, (_, index) => {
    const { count: all = 0, p95 = null } = byHour.get(first + index) ?? {}
    return { hour: (first + index) * hourMs, count: all, p95 }
  })
}
