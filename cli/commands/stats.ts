import type { Command } from 'commander'
import type { StatisticsView, TopServiceView } from '../../contracts/detail.ts'
import { type Metric, metric, metricSpecs } from '../../contracts/statistics.ts'
import type { VisitsView } from '../../contracts/visits.ts'
import { UsageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { seconds, wholeNumber } from '../options.ts'
import { findService, findTenant } from '../resolve.ts'
import { answer, openSession, type Session } from '../session.ts'
import { type Column, facts, moment, table } from '../table.ts'

interface ShowOptions {
  tenant?: string
  zone?: string
  range: string
  steps: string
  metrics?: string
}

const ofServices = 'cpu,memory,requests,answers5xx,answerP95,trafficOut'
const ofMachine = 'load,memoryUsed,poolUsed,running,cpu,requests'
const ofZones = 'cpu,memory,processes'
const zoneNames = ['panel', 'backend', 'keep', 'gate', 'vault'] as const

export function addStats(program: Command, io: Io): void {
  const stats = program.command('stats').description('what services, tenants and the machine use')
  addToken(stats, io)
  addVisits(stats, io)

  stats
    .command('show')
    .description('how it went lately: of a service, of a tenant, of a zone, or of the machine')
    .argument('[service]', 'TENANT/NAME or id; without it and without options: the machine')
    .option('--tenant <tenant>', 'all services of one tenant together')
    .option('--zone <zone>', `a zone of Reeve itself: ${zoneNames.join(', ')}`)
    .option('--range <time>', 'so far back, such as 1h, 7d', '6h')
    .option('--steps <number>', 'in about so many steps, at most 1000', '12')
    .option('--metrics <names>', `separated by commas: ${Object.keys(metricSpecs).join(', ')}`)
    .action(async (service: string | undefined, options: ShowOptions, command: Command) => {
      const session = openSession(command, io)
      if ([service, options.tenant, options.zone].filter((one) => one !== undefined).length > 1)
        throw new UsageError('Name one thing: a service, --tenant or --zone.')
      const to = io.now()
      const length = seconds('--range', options.range)
      const points = wholeNumber('--steps', options.steps)
      if (length < 60 || points < 1 || points > 1000) throw new UsageError('--range is at least 60s, --steps a number from 1 to 1000.')
      const range = { from: to - length * 1000, to, points }
      const found = await seriesOf(session, service, options, range)
      answer(session, { object: found.object, ...found.view }, () => rowsOf(found.view))
    })

  stats
    .command('top')
    .description('services that were busy in the last five minutes, the busiest first')
    .option('--tenant <tenant>', 'only those of one tenant')
    .option('--by <metric>', 'what counts', 'cpu')
    .option('--limit <number>', 'how many, at most 200', '20')
    .action(async (options: { tenant?: string; by: string; limit: string }, command: Command) => {
      const session = openSession(command, io)
      const tenant = options.tenant === undefined ? {} : { tenant: (await findTenant(session.api, options.tenant)).id }
      const [by = 'cpu'] = metricsOf('--by', options.by)
      const services = await session.api.statistics.top.query({ ...tenant, by, limit: wholeNumber('--limit', options.limit) })
      answer(session, services, () => table(services, topColumns(by), 'No service was busy in the last five minutes.'))
    })
}

function addToken(stats: Command, io: Io): void {
  stats
    .command('token')
    .description('the token with which a Prometheus reads PANEL/api/metrics')
    .option('--new', 'make one, in place of the one before; it is shown once')
    .option('--end', 'let nobody read any more')
    .action(async (options: { new?: boolean; end?: boolean }, command: Command) => {
      const session = openSession(command, io)
      if (options.new === true && options.end === true) throw new UsageError('Give --new or --end, not both.')
      if (options.end === true) await session.api.statistics.endToken.mutate()
      const token = options.new === true ? (await session.api.statistics.makeToken.mutate()).token : null
      const state = { ...(await session.api.statistics.token.query()), token }
      answer(session, state, () =>
        facts([['made', moment(state.createdAt)], ...(token === null ? [] : [['token', token] as [string, string]])]),
      )
    })
}

function addVisits(stats: Command, io: Io): void {
  stats
    .command('visits')
    .description('who visited a site, by day (UTC), from its own log')
    .argument('<service>', 'TENANT/NAME or id')
    .option('--days <number>', 'how many, at most 400', '14')
    .action(async (text: string, options: { days: string }, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findService(session.api, text)
      const view = await session.api.services.visits.query({ service: id, days: wholeNumber('--days', options.days) })
      answer(session, { service: id, ...view }, () =>
        [
          table(view.days, dayColumns, 'No days.'),
          '\n',
          table(
            view.pages.slice(0, 10),
            [['hits', ([, hits]) => hits] as const, ['page', ([page]) => page] as const],
            'No page was asked for.',
          ),
          '\n',
          table(
            view.referrers.slice(0, 10),
            [['hits', ([, hits]) => hits] as const, ['from', ([host]) => host] as const],
            'Nobody came from another site.',
          ),
        ].join(''),
      )
    })
}

const dayColumns: Column<VisitsView['days'][number]>[] = [
  ['day', (row) => row.day],
  ['hits', (row) => row.hits],
  ['visitors', (row) => row.visitors],
  ['2xx', (row) => row.statuses[1]],
  ['3xx', (row) => row.statuses[2]],
  ['4xx', (row) => row.statuses[3]],
  ['5xx', (row) => row.statuses[4]],
  ['KiB', (row) => Math.round(row.bytes / 1024)],
]

function metricsOf(option: string, text: string): Metric[] {
  return text.split(',').map((name) => {
    const known = metric.safeParse(name)
    if (!known.success) throw new UsageError(`${option}: there is no metric ${JSON.stringify(name)}. See reeve stats show --help.`)
    return known.data
  })
}

interface Found {
  object: string
  view: StatisticsView
}

async function seriesOf(
  { api }: Session,
  service: string | undefined,
  { tenant, zone, metrics }: ShowOptions,
  range: { from: number; to: number; points: number },
): Promise<Found> {
  const wanted = (usual: string) => ({ ...range, metrics: metricsOf('--metrics', metrics ?? usual) })
  if (service !== undefined) {
    const { id } = await findService(api, service)
    return { object: `service:${id}`, view: await api.statistics.service.query({ ...wanted(ofServices), service: id }) }
  }
  if (tenant !== undefined) {
    const { id } = await findTenant(api, tenant)
    return { object: `tenant:${id}`, view: await api.statistics.tenant.query({ ...wanted(ofServices), tenant: id }) }
  }
  if (zone === undefined) return { object: 'machine', view: await api.statistics.machine.query(wanted(ofMachine)) }
  const known = zoneNames.find((name) => name === zone)
  if (known === undefined) throw new UsageError(`A zone is one of ${zoneNames.join(', ')}.`)
  return { object: `zone:${known}`, view: await api.statistics.machine.query({ ...wanted(ofZones), zone: known }) }
}

function rowsOf({ from, stepMs, series, wakes }: StatisticsView): string {
  const steps = Array.from({ length: Math.max(0, ...series.map(({ values }) => values.length)) }, (_, step) => step)
  const columns: Column<number>[] = [
    ['from', (step) => moment(from + step * stepMs)],
    ...series.map(({ metric: name, values }): Column<number> => [name, (step) => shown(name, values[step] ?? null)]),
    ...(wakes === null ? [] : [['wakes', (step: number) => wakes.counts[step] ?? 0] as const]),
  ]
  return table(steps, columns, 'Nothing was measured.')
}

const topColumns = (by: Metric): Column<TopServiceView>[] => [
  ['service', (row) => `${row.tenantName}/${row.name}`],
  ...[...new Set<Metric>([by, 'cpu', 'memory', 'requests', 'trafficOut'])].map(
    (name): Column<TopServiceView> => [name, (row) => shown(name, row.values[name] ?? null)],
  ),
]

const mebibyte = 1_048_576

/** A value with its unit, short enough for a column. */
function shown(name: Metric, value: number | null): string | null {
  if (value === null) return null
  const short = (number: number) => String(Number(number.toPrecision(3)))
  switch (metricSpecs[name].unit) {
    case 'bytes':
      return `${short(value / mebibyte)} MiB`
    case 'bytesPerSecond':
      return `${short(value / 1024)} KiB/s`
    case 'perSecond':
      return `${short(value)}/s`
    case 'milliseconds':
      return `${Math.round(value)} ms`
    case 'cores':
    case 'count':
      return short(value)
  }
}
