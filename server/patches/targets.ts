import { and, count, eq, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { listTargetsInput, TargetState, TargetView } from '../../contracts/patches.ts'
import type { Page } from '../../contracts/views.ts'
import { patchTargets } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { holds, orderBy } from '../listing.ts'

/** What somebody has to look at comes first. Total: a state without a place does not compile. */
const places: Record<TargetState, number> = { failed: 0, back: 1, running: 2, waiting: 3, skipped: 4, patched: 5, unchanged: 6 }
const place = sql`case ${patchTargets.state} ${sql.join(
  Object.entries(places).map(([state, at]) => sql`when ${state} then ${at}`),
  sql` `,
)} end`

/** The services of a run, and what became of each. */
export function targets(app: App, { run, search, sort, descending, limit, offset }: z.output<typeof listTargetsInput>): Page<TargetView> {
  const { queries } = app.database
  const where = and(eq(patchTargets.run, run), holds(search, [patchTargets.tenantName, patchTargets.serviceName]))
  const sorts = { state: place, service: patchTargets.tenantName, held: patchTargets.heldMs }
  const items = queries
    .select()
    .from(patchTargets)
    .where(where)
    .orderBy(
      orderBy(sorts, sort, descending),
      sql`${patchTargets.first} desc`,
      patchTargets.tenantName,
      patchTargets.serviceName,
      patchTargets.service,
    )
    .limit(limit)
    .offset(offset)
    .all()
    .map(({ service, serviceName, tenant, tenantName, first, state, action, error, heldMs, startedAt, endedAt }) => {
      const milliseconds = startedAt === null || endedAt === null ? null : endedAt - startedAt
      return { service, serviceName, tenant, tenantName, first, state, action, error, heldMs, milliseconds }
    })
  return { items, total: queries.select({ all: count() }).from(patchTargets).where(where).get()?.all ?? 0 }
}
