import { and, eq, inArray, isNull } from 'drizzle-orm'
import type * as z from 'zod'
import type { statisticsRange, topInput } from '../../contracts/api.ts'
import type { StatisticsView, TopServiceView } from '../../contracts/detail.ts'
import type { StatisticsObject } from '../../contracts/statistics.ts'
import { services, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import { visible } from '../listing.ts'
import { type WakesOf, wakesByStep } from './wakes.ts'

/** Series of one object; `wakes`: whose wakes belong to it, null for none. */
export async function series(
  app: App,
  object: StatisticsObject,
  { metrics, from, to, points }: z.output<typeof statisticsRange>,
  wakes: WakesOf | null,
): Promise<StatisticsView> {
  const found = await app.door.statistics({ object, metrics, from, to, points })
  const steps = Math.max(0, ...found.series.map(({ values }) => values.length))
  return { ...found, wakes: wakes === null ? null : wakesByStep(app, wakes, found.from, found.stepMs, steps) }
}

/** The keep knows ids; names are here. What the caller may not see, and what is gone, is left out. */
export async function top(app: App, caller: Caller, { tenant, by, limit }: z.output<typeof topInput>): Promise<TopServiceView[]> {
  // Who sees some services only gets the first ones of those.
  const seen = visible(caller, services.tenant, services.id)
  const wide = seen === undefined
  const found = await app.door.topServices({ ...(tenant === undefined ? {} : { tenant }), by, limit: wide ? limit : 1000 })
  const rows = app.database.queries
    .select({ id: services.id, name: services.name, tenant: services.tenant, tenantName: tenants.name })
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .where(
      and(
        isNull(services.goneWith),
        seen,
        tenant === undefined ? undefined : eq(services.tenant, tenant),
        inArray(
          services.id,
          found.services.map(({ service }) => service),
        ),
      ),
    )
    .all()
  const known = new Map(rows.map((row) => [row.id, row]))
  return found.services
    .flatMap(({ service, values }) => {
      const row = known.get(service)
      return row === undefined ? [] : { service, name: row.name, tenant: row.tenant, tenantName: row.tenantName, values }
    })
    .slice(0, limit)
}
