import {
  type AddAlertInput,
  type AlertMetric,
  type AlertScope,
  alertScopes,
  isProblem,
  licenceDays,
  problemLimit,
} from '../../contracts/alerts.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { StatisticsObject } from '../../contracts/statistics.ts'

interface About {
  tenant: string | null
  service: string | null
}

export const scopeOf = ({ tenant, service }: About): AlertScope => (service !== null ? 'service' : tenant !== null ? 'tenant' : 'machine')

/** What the keep calls it. */
export function objectOf({ tenant, service }: About): StatisticsObject {
  if (service !== null) return `service:${service}`
  return tenant !== null ? `tenant:${tenant}` : 'machine'
}

/** Throws when the metric is none of this object's. */
export function metricFits(
  about: About,
  { metric, direction, threshold }: Pick<AddAlertInput, 'metric' | 'direction' | 'threshold'>,
): void {
  const scope = scopeOf(about)
  const fitting: readonly AlertMetric[] = alertScopes[scope]
  if (!fitting.includes(metric))
    throw new ReeveError('bad_input', `Nothing called ${metric} is known of a ${scope}. Choose one of ${fitting.join(', ')}.`)
  if (metric === licenceDays && direction !== 'below')
    throw new ReeveError('bad_input', 'The days until a licence ends only become fewer. Choose below, and from how many days on.')
  if (isProblem(metric) && (direction !== problemLimit.direction || threshold !== problemLimit.threshold))
    throw new ReeveError('bad_input', 'A problem is there or not: its rule has no limit. Choose above 0.')
}

/** Throws unless somebody is told, and, in a tenant, only its own people by mail: a panel is no way to write to strangers. */
export function recipientsFit(
  { mail, webhook, tenant }: Pick<AddAlertInput, 'mail' | 'webhook' | 'tenant'>,
  ownPeople: ReadonlySet<string>,
): void {
  if (mail.length === 0 && webhook === null) throw new ReeveError('bad_input', 'Name at least one mail address or a webhook.')
  const stranger = tenant === undefined ? undefined : mail.find((address) => !ownPeople.has(address))
  if (stranger !== undefined) throw new ReeveError('bad_input', `${stranger} does not belong to this tenant. Invite the person first.`)
}
