import { and, count, eq, gt } from 'drizzle-orm'
import { isProblem, licenceDays } from '../../contracts/alerts.ts'
import type { AttentionView } from '../../contracts/views.ts'
import { actions } from '../../db/schema/index.ts'
import { conditionWords, shown } from '../alerts/message.ts'
import { firing } from '../alerts/queries.ts'
import type { App } from '../app.ts'
import { listedProblems } from '../problems/list.ts'
import { dayMs, type Problem } from '../problems/problem.ts'
import { trafficAtLimits } from '../traffic/attention.ts'
import { servicesAtLimits } from '../usage/attention.ts'

const most = 5

/** What wants a person's attention in one tenant, or (null) everywhere. `link` is a path of the panel. */
export function attentionOf(app: App, tenant: string | null): AttentionView[] {
  return [
    ...firingAlerts(app, tenant),
    ...listed(listedProblems(app, { tenant, owners: tenant !== null })),
    ...failedLately(app, tenant),
    ...servicesAtLimits(app, tenant),
    ...trafficAtLimits(app, tenant),
  ]
}

/** A few of each sort. */
function listed(problems: readonly Problem[]): AttentionView[] {
  const seen = new Map<string, number>()
  return problems.flatMap((problem) => {
    const sort = problem.key.split(':')[0] ?? ''
    const before = seen.get(sort) ?? 0
    seen.set(sort, before + 1)
    const { tone, text, link } = problem
    return before >= most ? [] : [{ tone, text, link }]
  })
}

const firingAlerts = (app: App, tenant: string | null): AttentionView[] =>
  firing(app.database.queries, tenant)
    // Administrators are told of all licences beside it (licences/attention.ts), and everybody of problems.
    .filter(({ metric }) => !isProblem(metric) && (tenant !== null || metric !== licenceDays))
    .slice(0, most)
    .map((alert) => ({
      tone: 'bad',
      text: `Alert: ${conditionWords(alert)}, now ${shown(alert.metric, alert.value)}.`,
      link: tenant === null ? '/alerts' : `/t/${tenant}/alerts`,
    }))

/** How many actions of the last day failed; the list says which. */
function failedLately(app: App, tenant: string | null): AttentionView[] {
  const lately = and(eq(actions.state, 'failed'), gt(actions.createdAt, app.now() - dayMs))
  const failed = app.database.queries
    .select({ all: count() })
    .from(actions)
    .where(and(lately, tenant === null ? undefined : eq(actions.tenant, tenant)))
    .get()
  if (failed === undefined || failed.all === 0) return []
  const text = failed.all === 1 ? 'One action of the last 24 hours failed.' : `${failed.all} actions of the last 24 hours failed.`
  return [{ tone: 'warn', text, link: tenant === null ? '/actions?state=failed' : `/t/${tenant}/activity` }]
}
