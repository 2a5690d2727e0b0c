import { and, asc, eq, isNull, lt, or } from 'drizzle-orm'
import { usageResult } from '../../contracts/usage.ts'
import { observations, services, uses } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { system } from '../dispatch/actors.ts'
import { goRound } from '../rounds.ts'
import { recordUse } from './record.ts'

const everyMs = 60_000
/** How old the last look at a running service may become. */
const freshMs = 5 * 60_000
/** In one round: a look costs the machine a moment of work inside of the VPS. */
const mostInRound = 10

/** Looks at running services now and then, so that somebody hears of limits that are nearly reached. Sleeping ones are not woken. */
export const watchUsage = (app: App) =>
  goRound(app, { everyMs, round: () => lookAround(app), complaint: 'the use of services could not be looked at' })

/** One after another, the longest unseen first. One that cannot be looked at keeps no other from it. */
export async function lookAround(app: App): Promise<void> {
  const due = app.database.queries
    .select({ service: services.id, tenant: services.tenant })
    .from(services)
    .innerJoin(observations, eq(observations.service, services.id))
    .leftJoin(uses, eq(uses.service, services.id))
    .where(and(eq(observations.state, 'running'), isNull(services.goneWith), or(isNull(uses.at), lt(uses.at, app.now() - freshMs))))
    .orderBy(asc(uses.at))
    .limit(mostInRound)
    .all()
  for (const { service, tenant } of due) {
    try {
      const usage = usageResult.parse(await app.dispatcher.ask('service.usage', { tenant, service }, system))
      recordUse(app.database, service, usage, app.now())
    } catch (error) {
      app.log.info({ err: error, service }, 'the use of a service is not known')
    }
  }
}
