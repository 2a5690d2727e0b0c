import { and, eq, gte, isNull, lt, or, sql } from 'drizzle-orm'
import { type VisitsResult, visitsResult } from '../../contracts/visits.ts'
import { kinds, observations, services, visitDays, visitReads } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { system } from '../dispatch/actors.ts'
import { mergeDays } from './merge.ts'

const everyMs = 120_000
const keepDays = 400
const dayMs = 86_400_000

/** Again and again: reads the logs of sites that run and were used since the last time, one after another. Sleeping ones cost nothing. */
export function keepVisits(app: App): { stop: () => void } {
  let over = false
  let timer: NodeJS.Timeout
  const turn = async () => {
    for (const site of due(app)) {
      if (over) return
      await readVisits(app, site).catch((err: unknown) =>
        app.log.warn({ err, service: site.service }, 'the visits of a site could not be read'),
      )
    }
    if (!over) timer = setTimeout(turn, everyMs).unref()
  }
  timer = setTimeout(turn, everyMs).unref()
  return {
    stop() {
      over = true
      clearTimeout(timer)
    },
  }
}

interface Site {
  service: string
  tenant: string
}

/** Sites whose log may have something new: used since the last reading, or not read for an hour, since what is seen of their use comes now and then. */
export const due = (app: App): Site[] =>
  app.database.queries
    .select({ service: services.id, tenant: services.tenant })
    .from(services)
    .innerJoin(kinds, eq(kinds.kind, services.kind))
    .innerJoin(observations, eq(observations.service, services.id))
    .leftJoin(visitReads, eq(visitReads.service, services.id))
    .where(
      and(
        isNull(services.goneWith),
        eq(services.state, 'active'),
        eq(observations.state, 'running'),
        sql`json_extract(${kinds.descriptor}, '$.files')`,
        or(
          isNull(visitReads.readAt),
          isNull(observations.lastUse),
          gte(observations.lastUse, visitReads.readAt),
          lt(visitReads.readAt, app.now() - dayMs / 24),
        ),
      ),
    )
    .all()

/** Counts what is new in one site's log and adds it to its days, in one transaction with how far it was read. */
export async function readVisits(app: App, { service, tenant }: Site): Promise<void> {
  const before = app.database.queries.select().from(visitReads).where(eq(visitReads.service, service)).get()
  const after = before?.until ?? 0
  const readAt = app.now()
  const found = visitsResult.parse(await app.dispatcher.ask('service.visits', { tenant, service, after }, system))
  if (found.running) write(app, service, after, readAt, found)
}

function write(app: App, service: string, after: number, readAt: number, { until, days }: VisitsResult): void {
  app.database.transact((tx) => {
    if (tx.select({ id: services.id }).from(services).where(eq(services.id, service)).get() === undefined) return
    // Somebody else may have read at the same time: then these lines are counted already.
    const now = tx.select().from(visitReads).where(eq(visitReads.service, service)).get()
    if ((now?.until ?? 0) !== after) return
    for (const counted of days) {
      const one = and(eq(visitDays.service, service), eq(visitDays.day, counted.day))
      const stored = tx.select().from(visitDays).where(one).get()
      const sum = stored === undefined ? counted : mergeDays(stored.counted, counted)
      tx.insert(visitDays)
        .values({ service, day: counted.day, counted: sum })
        .onConflictDoUpdate({ target: [visitDays.service, visitDays.day], set: { counted: sum } })
        .run()
    }
    const oldest = new Date(readAt - keepDays * dayMs).toISOString().slice(0, 10)
    tx.delete(visitDays)
      .where(and(eq(visitDays.service, service), lt(visitDays.day, oldest)))
      .run()
    tx.insert(visitReads)
      .values({ service, until, readAt })
      .onConflictDoUpdate({ target: visitReads.service, set: { until, readAt } })
      .run()
  })
}
