import { formatsOf } from '@/app/_shared/statistics/chart-list'
import type { Text } from '@/app/_text/catalogues'
import { formatSeconds } from '@/components/ui/format'
import {
  type AlertEventView,
  type AlertMetric,
  type AlertView,
  alertUnitOf,
  isProblem,
  licenceDays,
  type ToldProblem,
  tellsByItself,
} from '@/contracts/alerts'
import { timeOf } from './alert-form'

type Either = AlertView | AlertEventView

export const metricName = (metric: AlertMetric, { alerts, statistics }: Text): string =>
  metric === licenceDays ? alerts.licenceDays : isProblem(metric) ? alerts.problemNames[metric] : statistics.alertNames[metric]

function valueIn(metric: AlertMetric, value: number, { alerts, statistics }: Text): string {
  if (isProblem(metric)) return alerts.problems(value)
  const unit = alertUnitOf(metric)
  return unit === 'days' ? alerts.days(value) : formatsOf(statistics)[unit](value)
}

/** "Memory above 200 MiB for 5 min". */
export function conditionOf(alert: Either, text: Text): string {
  const { alerts } = text
  if (alert.metric === licenceDays)
    return 'licence' in alert && alert.licence !== null
      ? alerts.licenceEnds(alert.licence.title, alert.licence.ends)
      : alerts.licenceSteps(alert.threshold)
  const name = metricName(alert.metric, text)
  if (isProblem(alert.metric)) {
    if ('holdSeconds' in alert) return alerts.problemFor(name, formatSeconds(alert.holdSeconds))
    return alert.problems === null ? name : toldProblems(alert.problems, alert.value, text)
  }
  const limit = valueIn(alert.metric, alert.threshold, text)
  const direction = alerts.directions[alert.direction]
  return 'holdSeconds' in alert
    ? alerts.condition(name, direction, limit, formatSeconds(alert.holdSeconds))
    : `${name} ${direction} ${limit}`
}

function toldProblems(problems: readonly ToldProblem[], all: number | null, { alerts }: Text): string {
  const more = (all ?? 0) - problems.length
  return [...problems.map((problem) => problem.text), ...(more > 0 ? [alerts.moreProblems(more)] : [])].join(' ')
}

/** "acme/www", "acme", "The machine", "Everywhere". */
export const subjectOf = ({ tenantName, serviceName, metric }: Either, { alerts }: Text): string =>
  [tenantName, serviceName].filter((name) => name !== null).join('/') || (isProblem(metric) ? alerts.everywhere : alerts.machine)

export const shownValue = ({ metric }: Either, value: number | null, text: Text): string =>
  value === null ? '–' : valueIn(metric, value, text)

/** Who is told, and when not. */
export const toldOf = ({ tenant, mail, webhook, quiet }: AlertView, { alerts }: Text): string =>
  [
    ...(tellsByItself({ mail, webhook }) ? [tenant === null ? alerts.administrators : alerts.owners] : []),
    ...mail,
    ...(webhook === null ? [] : [alerts.hook(new URL(webhook).hostname)]),
    ...(quiet === null ? [] : [alerts.quiet(timeOf(quiet.from), timeOf(quiet.to))]),
  ].join(', ')
