import { type AlertMetric, type AlertView, alertUnitOf, isProblem, licenceDays, type ToldProblem } from '../../contracts/alerts.ts'

interface Told {
  id: number
  at: number
  what: 'fired' | 'resolved' | 'test'
  value: number | null
  licence: { title: string; ends: string } | null
  problems: readonly ToldProblem[] | null
}

const names: Partial<Record<AlertMetric, string>> = {
  cpu: 'CPU',
  memory: 'memory',
  disk: 'data on disk',
  processes: 'processes',
  requests: 'requests',
  answers4xx: 'answers 4xx',
  answers5xx: 'answers 5xx',
  held: 'requests held by the gate',
  answerP95: 'time to the first byte (95 %)',
  trafficOut: 'traffic to visitors',
  connections: 'open connections',
  running: 'services that are up',
  load: 'load of the machine',
  memoryUsed: 'memory of the machine',
  poolUsed: 'data pool',
  licenceDays: 'time until a licence ends',
  problems: 'any problem',
  backups: 'problems with backups',
  patches: 'problems with patches',
  failures: 'services or domains that failed',
  actions: 'actions that failed',
  waiting: 'what waits for a person',
  certificates: 'problems with certificates or keys',
  firewall: 'changes of the firewall that failed or went back',
  agents: 'zones or agents that do not answer',
}

/** A value with its unit. */
export function shown(metric: AlertMetric, value: number | null): string {
  if (value === null) return 'nothing measured'
  const short = String(Number(value.toPrecision(3)))
  switch (alertUnitOf(metric)) {
    case 'cores':
      return `${short} CPU`
    case 'bytes':
      return `${Number((value / 1_048_576).toPrecision(3))} MiB`
    case 'bytesPerSecond':
      return `${Number((value / 1024).toPrecision(3))} KiB/s`
    case 'perSecond':
      return `${short}/s`
    case 'milliseconds':
      return `${Math.round(value)} ms`
    case 'count':
      return short
    case 'days':
      return value === 1 ? '1 day' : `${value} days`
  }
}

/** What it is about: `acme/www`, `acme`, `the machine`. */
export const subjectOf = ({ tenantName, serviceName, metric }: Pick<AlertView, 'tenantName' | 'serviceName' | 'metric'>): string =>
  [tenantName, serviceName].filter((name) => name !== null).join('/') || (isProblem(metric) ? 'everywhere' : 'the machine')

const conditionOf = ({ metric, direction, threshold }: AlertView): string =>
  isProblem(metric) ? (names[metric] ?? metric) : `${names[metric] ?? metric} ${direction} ${shown(metric, threshold)}`

/** What it is about and what is wrong there. */
export const conditionWords = (alert: AlertView): string => `${subjectOf(alert)}: ${conditionOf(alert)}`

const pathOf = ({ tenant, service, metric }: AlertView): string => {
  if (metric === licenceDays) return tenant === null ? '/licences' : `/t/${tenant}/alerts`
  if (isProblem(metric)) return tenant === null ? '/' : `/t/${tenant}`
  if (tenant === null) return service === null ? '/statistics' : '/alerts'
  return service === null ? `/t/${tenant}/statistics` : `/t/${tenant}/services/${service}/statistics`
}

const verbs = { fired: 'Alert', resolved: 'Over', test: 'Test' } as const

/** Subject and text of a mail: names, numbers and a link; nothing that a tenant's visitor could have written. */
export function mailOf(alert: AlertView, told: Told, panel: string): { subject: string; text: string } {
  if (told.licence !== null) return licenceMailOf(alert, told, told.licence, panel)
  if (told.problems !== null) return problemsMailOf(alert, told, told.problems, panel)
  const about = conditionWords(alert)
  const lines = [
    told.what === 'test' ? 'This is a test. Nothing happened.' : told.what === 'fired' ? 'This has been so for a while:' : 'This is over:',
    '',
    about,
    `Now: ${shown(alert.metric, told.value)}`,
    `At: ${new Date(told.at).toISOString()}`,
    '',
    `${panel}${pathOf(alert)}`,
  ]
  return { subject: `[Reeve] ${verbs[told.what]}: ${about}`, text: `${lines.join('\n')}\n` }
}

/** Of a licence: of a tenant's services, or of the whole installation. Neither price nor seats are the tenant's to know. */
function licenceMailOf(alert: AlertView, { at, value }: Told, { title, ends }: { title: string; ends: string }, panel: string) {
  const left = value ?? 0
  const when = left < 0 ? `ended on ${ends}` : left === 0 ? 'ends today' : left === 1 ? 'ends tomorrow' : `ends in ${left} days`
  const whose = alert.tenantName === null ? '' : ` Services of ${alert.tenantName} have it.`
  const lines = [`The licence ${title} ${when}.${whose}`, '', `Last day: ${ends}`, `At: ${new Date(at).toISOString()}`, '']
  return { subject: `[Reeve] Licence ${title} ${when}`, text: `${[...lines, `${panel}${pathOf(alert)}`].join('\n')}\n` }
}

/** Of problems that began or are over at the same look, each with its page. */
function problemsMailOf(alert: AlertView, { at, what, value }: Told, problems: readonly ToldProblem[], panel: string) {
  const all = value ?? problems.length
  const [first] = problems
  const about = all === 1 && first !== undefined ? first.text : `${all} problems`
  const more = all > problems.length ? [`- and ${all - problems.length} more: ${panel}${pathOf(alert)}`] : []
  const lines = [
    what === 'fired' ? 'This is so:' : 'This is over:',
    '',
    ...problems.flatMap(({ text, link }) => [`- ${text}`, ...(link === null ? [] : [`  ${panel}${link}`])]),
    ...more,
    '',
    `At: ${new Date(at).toISOString()}`,
  ]
  return { subject: `[Reeve] ${verbs[what]}: ${about}`, text: `${lines.join('\n')}\n` }
}

/** What a webhook gets. Field names are stable (docs/operating.md). */
export const payloadOf = (alert: AlertView, told: Told, panel: string): Record<string, unknown> => ({
  event: told.id,
  alert: alert.id,
  what: told.what,
  at: told.at,
  tenant: alert.tenantName,
  service: alert.serviceName,
  metric: alert.metric,
  direction: alert.direction,
  threshold: alert.threshold,
  holdSeconds: alert.holdSeconds,
  value: told.value,
  licence: told.licence === null ? null : { title: told.licence.title, ends: told.licence.ends },
  problems:
    told.problems === null ? null : told.problems.map(({ text, link }) => ({ text, url: link === null ? null : `${panel}${link}` })),
  url: `${panel}${pathOf(alert)}`,
})
