import { formatsOf } from '@/app/_shared/statistics/chart-list'
import type { Text } from '@/app/_text/catalogues'
import { formatSeconds } from '@/components/ui/format'
import type { AlertEventView, AlertView } from '@/contracts/alerts'
import { metricSpecs } from '@/contracts/statistics'
import { timeOf } from './alert-form'

type Either = AlertView | AlertEventView

/** "Memory above 200 MiB for 5 min". */
export function conditionOf(alert: Either, { alerts, statistics }: Text): string {
  const name = statistics.alertNames[alert.metric]
  const limit = formatsOf(statistics)[metricSpecs[alert.metric].unit](alert.threshold)
  const direction = alerts.directions[alert.direction]
  return 'holdSeconds' in alert
    ? alerts.condition(name, direction, limit, formatSeconds(alert.holdSeconds))
    : `${name} ${direction} ${limit}`
}

/** "acme/www", "acme", "The machine". */
export const subjectOf = ({ tenantName, serviceName }: Either, { alerts }: Text): string =>
  [tenantName, serviceName].filter((name) => name !== null).join('/') || alerts.machine

export const shownValue = ({ metric }: Either, value: number | null, { statistics }: Text): string =>
  value === null ? '–' : formatsOf(statistics)[metricSpecs[metric].unit](value)

/** Who is told, and when not. */
export const toldOf = ({ mail, webhook, quiet }: AlertView, { alerts }: Text): string =>
  [
    ...mail,
    ...(webhook === null ? [] : [alerts.hook(new URL(webhook).hostname)]),
    ...(quiet === null ? [] : [alerts.quiet(timeOf(quiet.from), timeOf(quiet.to))]),
  ].join(', ')
