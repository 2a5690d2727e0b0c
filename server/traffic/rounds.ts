import { eq, ne } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { plans, tenants, traffic } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { recordEvent } from '../change.ts'
import { system } from '../dispatch/actors.ts'
import { goRound } from '../rounds.ts'
import { wantAll } from '../services/wanted.ts'
import { monthOf, slowedTo, startOf } from './month.ts'

const everyMs = 5 * 60_000
const points = 800

/** Counts what tenants with a limit have moved this month, slows their services down at the limit, and lifts that with a new month or a larger plan. */
export const watchTraffic = (app: App) =>
  goRound(app, { everyMs, round: () => countTraffic(app), complaint: 'the traffic of tenants could not be counted' })

/** While the keep is away everything stays as it is: nobody is slowed down, and nobody is let go. One that cannot be counted keeps no other from it. */
export async function countTraffic(app: App): Promise<void> {
  const rows = app.database.queries
    .select({ tenant: tenants.id, limits: plans.limits, seen: traffic })
    .from(tenants)
    .innerJoin(plans, eq(plans.id, tenants.plan))
    .leftJoin(traffic, eq(traffic.tenant, tenants.id))
    .where(ne(tenants.state, 'deleting'))
    .all()
  for (const { tenant, limits, seen } of rows) {
    if (limits.trafficGiB === undefined && seen === null) continue
    const now = app.now()
    const month = monthOf(now)
    const before = seen?.month === month ? seen.bytes : 0
    // Statistics may be lost, what was used is not.
    try {
      const bytes = Math.max(before, await movedIn(app, tenant, startOf(month), now))
      note(app, tenant, { month, bytes, now })
    } catch (error) {
      if (error instanceof ReeveError && error.code === 'unavailable') throw error
      app.log.warn({ err: error, tenant }, 'the traffic of a tenant could not be counted')
    }
  }
}

/** Bytes in and out of all services' network cards together. */
async function movedIn(app: App, tenant: string, from: number, to: number): Promise<number> {
  if (to <= from) return 0
  const found = await app.door.statistics({ object: `tenant:${tenant}`, metrics: ['networkIn', 'networkOut'], from, to, points })
  const perSecond = found.series.flatMap(({ values }) => values).reduce<number>((sum, value) => sum + (value ?? 0), 0)
  return Math.round((perSecond * found.stepMs) / 1000)
}

/** By the plan as it is now: it may have changed while the keep was asked. */
function note(app: App, tenant: string, { month, bytes, now }: { month: string; bytes: number; now: number }): void {
  const changed = app.database.transact((tx) => {
    const row = tx.select().from(tenants).innerJoin(plans, eq(plans.id, tenants.plan)).where(eq(tenants.id, tenant)).get()
    if (row === undefined || row.tenants.state === 'deleting') return false
    const before = tx.select({ mbps: traffic.mbps }).from(traffic).where(eq(traffic.tenant, tenant)).get()?.mbps ?? null
    const mbps = slowedTo(row.plans.limits, bytes)
    const values = { month, bytes, mbps, at: now }
    tx.insert(traffic)
      .values({ tenant, ...values })
      .onConflictDoUpdate({ target: traffic.tenant, set: values })
      .run()
    if (mbps === before) return false
    const what = mbps === null ? 'traffic.lift' : 'traffic.slow'
    recordEvent(tx, system.person, now, { what, tenant, detail: mbps === null ? '' : `${mbps} Mbit/s` })
    wantAll(tx, tenant, system, now)
    return true
  })
  if (!changed) return
  app.dispatcher.nudge()
  for (const topic of ['services', 'tenants'] as const) app.live.publish(topic, tenant)
}
