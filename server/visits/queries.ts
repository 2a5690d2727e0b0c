import { and, eq, gte } from 'drizzle-orm'
import { mostPages, mostReferrers, sketchBits, type VisitsView, visitorsOf } from '../../contracts/visits.ts'
import { observations, visitDays, visitReads } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { usableService } from '../services/rows.ts'
import { addCounts, joined, sketchOf } from './merge.ts'
import { readVisits } from './read.ts'

const dayMs = 86_400_000
/** Who looks at a site that runs sees what came until just now. */
const freshMs = 20_000

/** The last days of a site, every one of them, also those without a visit. */
export async function visits(app: App, { service, days }: { service: string; days: number }): Promise<VisitsView> {
  await bringUpToDate(app, service)
  const last = Math.floor(app.now() / dayMs)
  const names = Array.from({ length: days }, (_, index) => new Date((last - days + 1 + index) * dayMs).toISOString().slice(0, 10))
  const { queries } = app.database
  const rows = queries
    .select()
    .from(visitDays)
    .where(and(eq(visitDays.service, service), gte(visitDays.day, names[0] ?? '')))
    .all()
  const found = new Map(rows.map(({ day, counted }) => [day, counted]))
  let all: Uint8Array = new Uint8Array(sketchBits / 8)
  const view: VisitsView = {
    days: [],
    visitors: 0,
    pages: [],
    referrers: [],
    readAt: queries.select({ readAt: visitReads.readAt }).from(visitReads).where(eq(visitReads.service, service)).get()?.readAt ?? null,
  }
  for (const day of names) {
    const counted = found.get(day)
    if (counted === undefined) {
      view.days.push({ day, hits: 0, visitors: 0, bytes: 0, statuses: [0, 0, 0, 0, 0] })
      continue
    }
    const sketch = sketchOf(counted.visitors)
    all = joined(all, sketch)
    view.days.push({ day, hits: counted.hits, visitors: visitorsOf(sketch), bytes: counted.bytes, statuses: counted.statuses })
    view.pages = addCounts(view.pages, counted.pages, mostPages)
    view.referrers = addCounts(view.referrers, counted.referrers, mostReferrers)
  }
  return { ...view, visitors: visitorsOf(all) }
}

/** Reads the log of a site that runs. A keep that does not answer is no reason to show nothing. */
async function bringUpToDate(app: App, service: string): Promise<void> {
  const { queries } = app.database
  const { tenant, kind } = usableService(queries, service)
  const seen = queries.select({ state: observations.state }).from(observations).where(eq(observations.service, service)).get()
  const read = queries.select({ readAt: visitReads.readAt }).from(visitReads).where(eq(visitReads.service, service)).get()
  if (kind?.files !== true || seen?.state !== 'running' || app.now() - (read?.readAt ?? 0) < freshMs) return
  await readVisits(app, { service, tenant: tenant.id }).catch((err: unknown) =>
    app.log.warn({ err, service }, 'visits as of the last reading'),
  )
}
