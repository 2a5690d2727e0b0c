import { eq } from 'drizzle-orm'
import type * as z from 'zod'
import { alertMetric, type updateAlertInput } from '../../contracts/alerts.ts'
import { alerts } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { newToken } from '../auth/tokens.ts'
import type { Caller } from '../caller.ts'
import { change } from '../change.ts'
import { stillAs } from '../meanwhile.ts'
import { metricFits, recipientsFit } from './policy.ts'
import { peopleOf } from './queries.ts'
import { rowOf } from './service.ts'

/** `secret`: a new one of the webhook, shown once; null: it has none, or the one from before. Whoever gets news elsewhere never knew that one. */
export function update(
  app: App,
  caller: Caller,
  { alert, was, newSecret, ...wanted }: z.output<typeof updateAlertInput>,
): { secret: string | null } {
  const { tenant, metric } = rowOf(app, alert)
  return change(app, caller, { what: 'alert.update', tenant, object: alert, detail: metric }, ['alerts'], (tx) => {
    const row = rowOf(app, alert)
    stillAs(was, row, 'This alert')
    metricFits(row, { metric: alertMetric.parse(row.metric), direction: wanted.direction, threshold: wanted.threshold })
    recipientsFit({ ...wanted, tenant: tenant ?? undefined }, tenant === null ? new Set() : peopleOf(tx, tenant))
    const secret = wanted.webhook !== null && (newSecret || wanted.webhook !== row.webhook) ? newToken() : null
    const kept = wanted.webhook === null ? null : (secret ?? row.secret)
    tx.update(alerts)
      .set({ ...wanted, secret: kept })
      .where(eq(alerts.id, alert))
      .run()
    return { secret }
  })
}
