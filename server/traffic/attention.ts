import { and, eq } from 'drizzle-orm'
import type { AttentionView } from '../../contracts/views.ts'
import { plans, tenants, traffic } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { endOf, monthOf, percentOf } from './month.ts'

const nearly = 80
const close = 95
const most = 5

/** Tenants that have used most of their month's traffic, or all of it. */
export const trafficAtLimits = (app: App, tenant: string | null): AttentionView[] =>
  app.database.queries
    .select({ id: tenants.id, name: tenants.name, limits: plans.limits, bytes: traffic.bytes, mbps: traffic.mbps, month: traffic.month })
    .from(traffic)
    .innerJoin(tenants, eq(tenants.id, traffic.tenant))
    .innerJoin(plans, eq(plans.id, tenants.plan))
    .where(and(eq(traffic.month, monthOf(app.now())), tenant === null ? undefined : eq(tenants.id, tenant)))
    .all()
    .flatMap((row): AttentionView[] => {
      const { trafficGiB } = row.limits
      const percent = trafficGiB === undefined ? 0 : percentOf(row.bytes, trafficGiB)
      if (trafficGiB === undefined || percent < nearly) return []
      const who = tenant === null ? row.name : 'This tenant'
      const link = `/t/${row.id}`
      const until = new Date(endOf(row.month)).toISOString().slice(0, 10)
      if (row.mbps !== null)
        return [
          {
            tone: 'bad',
            text: `${who} has used its ${trafficGiB} GiB of traffic. Its services are slowed to ${row.mbps} Mbit/s until ${until}, or until the plan allows more.`,
            link,
          },
        ]
      const soon = percent >= close ? ' At the limit its services are slowed down.' : ''
      return [{ tone: 'warn', text: `${who} has used ${percent} % of its ${trafficGiB} GiB of traffic this month.${soon}`, link }]
    })
    .slice(0, most)
