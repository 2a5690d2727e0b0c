import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import {
  type AlertEventView,
  type AlertMetric,
  type AlertView,
  alertMetric,
  alertProblem,
  isProblem,
  problemLimit,
  type QuietHours,
  tellsByItself,
  webhookUrl,
} from '../../contracts/alerts.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { UsageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { collect, seconds, wholeNumber } from '../options.ts'
import { findService, findTenant } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { type Column, facts, moment, table } from '../table.ts'

interface Limit {
  above?: string
  below?: string
}

interface AddOptions extends Limit {
  tenant?: string
  service?: string
  metric?: string
  problem?: string
  for: string
  mail: string[]
  webhook?: string
  quiet?: string
  zone: string
}

interface ChangeOptions extends Limit {
  for?: string
  mail?: string[]
  webhook?: string
  quiet?: string
  zone: string
  newSecret?: boolean
}

export function addAlert(program: Command, io: Io): void {
  const alert = program.command('alert').description('who is told when a figure stays beyond a limit, or when there is a problem')

  alert
    .command('list')
    .description('all rules, those that fire first')
    .option('--tenant <tenant>', 'only those of one tenant')
    .action(async (options: { tenant?: string }, command: Command) => {
      const session = openSession(command, io)
      const of = options.tenant === undefined ? {} : { tenant: (await findTenant(session.api, options.tenant)).id }
      const rules = await session.api.alerts.list.query(of)
      answer(session, rules, () => table(rules, columns, 'No alerts.'))
    })

  alert
    .command('add')
    .description('add a rule: about a service, a tenant, or (without both) the machine')
    .option('--metric <metric>', 'see `reeve stats show --help`; or licenceDays, with --below DAYS')
    .option(
      '--problem <sort>',
      `in the place of a metric and its limit: ${alertProblem.options.join(', ')}; without tenant or service of all of them`,
    )
    .option('--service <service>', 'TENANT/NAME or id')
    .option('--tenant <tenant>', 'whose rule it is: its people see it')
    .option('--above <number>', 'limit in the unit of the metric: bytes, processors, milliseconds, per second')
    .option('--below <number>', 'the same, from the other side')
    .option('--for <time>', 'how long it has to be so, such as 5m', '5m')
    .option('--mail <email>', 'who is told; may be given again', collect, [])
    .option('--webhook <url>', 'an https address that is told; its secret is shown once')
    .option('--quiet <times>', 'such as 22:00-07:00: nothing is sent then, what lasts is sent afterwards')
    .option('--zone <zone>', 'time zone of the quiet hours, such as Europe/Berlin', Intl.DateTimeFormat().resolvedOptions().timeZone)
    .action(async (options: AddOptions, command: Command) => {
      const session = openSession(command, io)
      const condition = conditionOf(options)
      const service = options.service === undefined ? undefined : await findService(session.api, options.service)
      const tenant = options.tenant === undefined ? undefined : (await findTenant(session.api, options.tenant)).id
      const made = await session.api.alerts.add.mutate({
        ...(tenant === undefined ? {} : { tenant }),
        ...(service === undefined ? {} : { service: service.id }),
        ...condition,
        holdSeconds: seconds('--for', options.for),
        mail: options.mail,
        webhook: options.webhook === undefined ? null : webhookOf(options.webhook),
        quiet: options.quiet === undefined ? null : quietOf(options.quiet, options.zone),
      })
      const view = await session.api.alerts.get.query({ alert: made.alert })
      answer(session, { ...view, secret: made.secret }, () => withSecret(view, made.secret))
    })

  alert
    .command('change')
    .description('change a rule; what is not named stays as it is')
    .argument('<alert>', 'its id')
    .option('--above <number>', 'limit in the unit of the metric')
    .option('--below <number>', 'the same, from the other side')
    .option('--for <time>', 'how long it has to be so, such as 5m')
    .option('--mail <email>', 'who is told, in the place of those before; may be given again', (one: string, all?: string[]) =>
      collect(one, all ?? []),
    )
    .option('--webhook <url>', 'an https address that is told, or none; another one gets another secret')
    .option('--quiet <times>', 'such as 22:00-07:00, or none')
    .option('--zone <zone>', 'time zone of the quiet hours, such as Europe/Berlin', Intl.DateTimeFormat().resolvedOptions().timeZone)
    .option('--new-secret', 'the webhook gets another secret, shown once')
    .action(async (id: string, options: ChangeOptions, command: Command) => {
      const session = openSession(command, io)
      const { direction, threshold, holdSeconds, quiet, mail, webhook } = await session.api.alerts.get.query({ alert: id })
      const was = { direction, threshold, holdSeconds, quiet, mail, webhook }
      const { secret } = await session.api.alerts.update.mutate({ alert: id, ...was, ...changesOf(options), was })
      const view = await session.api.alerts.get.query({ alert: id })
      answer(session, { ...view, secret }, () => withSecret(view, secret))
    })

  alert
    .command('remove')
    .description('remove a rule with what was told of it')
    .argument('<alert>', 'its id')
    .action(async (id: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      await session.api.alerts.remove.mutate({ alert: id })
      answer(session, { id }, () => `Removed the alert ${id}.\n`)
    })

  alert
    .command('test')
    .description('send a test to all that the rule names')
    .argument('<alert>', 'its id')
    .action(async (id: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const { event } = await session.api.alerts.test.mutate({ alert: id })
      answer(session, { id, event }, () => 'On its way. How it went: reeve alert events\n')
    })

  alert
    .command('events')
    .description('what was told, newest first, and how it went')
    .option('--tenant <tenant>', 'only of one tenant')
    .option('--limit <number>', 'how many, at most 200', '50')
    .action(async (options: { tenant?: string; limit: string }, command: Command) => {
      const session = openSession(command, io)
      const of = options.tenant === undefined ? {} : { tenant: (await findTenant(session.api, options.tenant)).id }
      const events = await session.api.alerts.events.query({ ...of, limit: wholeNumber('--limit', options.limit) })
      answer(session, events, () => table(events, eventColumns, 'Nothing was told yet.'))
    })

  alert
    .command('mail')
    .description('how alerts go out by mail: shown, or with --from set')
    .option('--from <email>', 'the sender')
    .option('--user <name>', 'user at the relay; none: it lets us in without', '')
    .option('--password-file <file>', 'first line: the password at the relay')
    .option('--security <how>', 'start (STARTTLS), tls or none', 'start')
    .action(async (options: { from?: string; user: string; passwordFile?: string; security: string }, command: Command) => {
      const session = openSession(command, io)
      const security = (['start', 'tls', 'none'] as const).find((one) => one === options.security)
      if (security === undefined) throw new UsageError('--security is start, tls or none.')
      if (options.from !== undefined) {
        const password = await firstLine(options.passwordFile)
        await session.api.alerts.setMail.mutate({
          from: options.from,
          user: options.user,
          security,
          ...(password !== undefined && { password }),
        })
      }
      const mail = await session.api.alerts.mail.query()
      answer(session, mail, () =>
        facts([
          ['from', mail.from],
          ['user', mail.user],
          ['password', mail.hasPassword ? 'set' : 'none'],
          ['security', mail.security],
          ['way to a relay', mail.relay ? 'open' : 'closed: npm run up -- --mail-relay HOST:PORT'],
          ['way to webhooks', mail.proxy ? 'open' : 'closed: npm run up -- --web-proxy HOST:PORT'],
        ]),
      )
    })
}

function changesOf(options: ChangeOptions) {
  const [direction, text] = options.above === undefined && options.below === undefined ? [] : limitOf(options)
  return {
    ...(direction !== undefined && text !== undefined && { direction, threshold: number(`--${direction}`, text) }),
    ...(options.for !== undefined && { holdSeconds: seconds('--for', options.for) }),
    ...(options.mail !== undefined && { mail: options.mail }),
    ...(options.webhook !== undefined && { webhook: options.webhook === 'none' ? null : webhookOf(options.webhook) }),
    ...(options.quiet !== undefined && { quiet: options.quiet === 'none' ? null : quietOf(options.quiet, options.zone) }),
    ...(options.newSecret && { newSecret: true }),
  }
}

function webhookOf(text: string): string {
  if (!webhookUrl.safeParse(text).success) throw new UsageError('--webhook is an address such as https://hooks.example.org/reeve.')
  return text
}

function limitOf({ above, below }: Limit): ['above' | 'below', string] {
  if (above !== undefined && below === undefined) return ['above', above]
  if (below !== undefined && above === undefined) return ['below', below]
  throw new UsageError('Give one limit: --above or --below.')
}

function conditionOf({ metric, problem, ...limit }: AddOptions): Pick<AlertView, 'metric' | 'direction' | 'threshold'> {
  if ((metric === undefined) === (problem === undefined)) throw new UsageError('Give one of --metric and --problem.')
  if (metric !== undefined) {
    const [direction, text] = limitOf(limit)
    return { metric: metricOf(metric), direction, threshold: number(`--${direction}`, text) }
  }
  if (limit.above !== undefined || limit.below !== undefined)
    throw new UsageError('A problem is there or not: leave out --above and --below.')
  const known = alertProblem.safeParse(problem)
  if (!known.success)
    throw new UsageError(`There is no sort of problems ${JSON.stringify(problem)}. It is one of ${alertProblem.options.join(', ')}.`)
  return { metric: known.data, ...problemLimit }
}

function metricOf(text: string): AlertMetric {
  const known = alertMetric.safeParse(text)
  if (!known.success) throw new UsageError(`There is no metric ${JSON.stringify(text)}. It is one of ${alertMetric.options.join(', ')}.`)
  return known.data
}

function number(option: string, text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new UsageError(`${option} is a number, not ${JSON.stringify(text)}.`)
  return Number(text)
}

function quietOf(text: string, zone: string): QuietHours {
  const [, ...parts] = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(text) ?? []
  const [fromHour = 24, fromMinute = 60, toHour = 24, toMinute = 60] = parts.map(Number)
  if (Math.max(fromHour, toHour) > 23 || Math.max(fromMinute, toMinute) > 59)
    throw new UsageError(`--quiet is such as 22:00-07:00, not ${JSON.stringify(text)}.`)
  return { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute, zone }
}

async function firstLine(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ReeveError('bad_input', `The password file ${file} cannot be read.`, error)
  })
  return text.split('\n')[0]
}

const subjectOf = ({ tenantName, serviceName, metric }: AlertView | AlertEventView): string =>
  [tenantName, serviceName].filter((name) => name !== null).join('/') || (isProblem(metric) ? 'everywhere' : 'the machine')
const toldOf = ({ tenant, mail, webhook }: AlertView): string =>
  tellsByItself({ mail, webhook })
    ? tenant === null
      ? 'all administrators'
      : 'the owners'
    : [...mail, ...(webhook === null ? [] : [webhook])].join(' ')

const withSecret = (view: AlertView, secret: string | null): string =>
  [table([view], columns, ''), secret === null ? '' : `\nSecret of the webhook, shown once: ${secret}\n`].join('')

const columns: Column<AlertView>[] = [
  ['id', (row) => row.id],
  ['about', subjectOf],
  ['metric', (row) => row.metric],
  ['limit', (row) => (isProblem(row.metric) ? '' : `${row.direction} ${row.threshold}`)],
  ['for', (row) => `${row.holdSeconds} s`],
  ['state', (row) => row.state],
  ['now', (row) => row.value],
  ['since', (row) => moment(row.since)],
  ['told', toldOf],
]

function eventWords({ metric, licence, problems, direction, threshold }: AlertEventView): string {
  if (licence !== null) return `licence ${licence.title} ends on ${licence.ends}`
  if (problems !== null) return `${metric}: ${problems.map(({ text }) => text).join(' ')}`
  return isProblem(metric) ? metric : `${metric} ${direction} ${threshold}`
}

const eventColumns: Column<AlertEventView>[] = [
  ['at', (row) => moment(row.at)],
  ['what', (row) => row.what],
  ['about', subjectOf],
  ['metric', eventWords],
  ['value', (row) => row.value],
  ['mail', (row) => row.mail],
  ['webhook', (row) => row.webhook],
  ['error', (row) => row.error],
]
