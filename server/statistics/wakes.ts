import { sql } from 'drizzle-orm'
import type { StatisticsView } from '../../contracts/detail.ts'
import { services, wakes } from '../../db/schema/index.ts'
import type { App } from '../app.ts'

/** Of one service, of one tenant's, or of all. */
export interface WakesOf {
  service?: string
  tenant?: string
}

/** Wakes in steps of equal length: how many, and how long 95 of 100 took at most. The database has those of the last 30 days. */
export function wakesByStep(app: App, of: WakesOf, from: number, stepMs: number, steps: number): NonNullable<StatisticsView['wakes']> {
  const step = sql`cast((${wakes.at} - ${from}) / ${stepMs} as integer)`
  const own =
    of.service !== undefined
      ? sql`and ${wakes.service} = ${of.service}`
      : of.tenant !== undefined
        ? sql`and ${wakes.service} in (select ${services.id} from ${services} where ${services.tenant} = ${of.tenant})`
        : sql``
  const rows = app.database.queries.all<{ step: number; count: number; p95: number | null }>(sql`
    select step, count(*) as count, min(case when place * 100 >= timed * 95 then milliseconds end) as p95
    from (
      select ${step} as step, ${wakes.milliseconds} as milliseconds,
        row_number() over (partition by ${step}, ${wakes.milliseconds} is null order by ${wakes.milliseconds}) as place,
        count(${wakes.milliseconds}) over (partition by ${step}) as timed
      from ${wakes} where ${wakes.at} >= ${from} and ${wakes.at} < ${from + steps * stepMs} ${own}
    )
    group by step`)
  const found = new Map(rows.map((row) => [row.step, row]))
  const all = Array.from({ length: steps }, (_, index) => found.get(index))
  return { counts: all.map((row) => row?.count ?? 0), p95: all.map((row) => row?.p95 ?? null) }
}
