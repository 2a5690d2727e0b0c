import type { Command } from 'commander'
import { type RequestView, type RequestWish, requestState } from '../../contracts/requests.ts'
import { UsageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { packageName, wholeNumber } from '../options.ts'
import { all, findService, findTenant } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { facts, moment, table } from '../table.ts'

interface AskOptions {
  cpus?: string
  memory?: string
  disk?: string
  processes?: string
  port?: string
  package?: string
  reason?: string
}

/** Asking for more than one may take, and answering it. */
export function addRequest(program: Command, io: Io): void {
  const request = program.command('request').description('what services and people ask for beyond what they may take')

  request
    .command('list')
    .description('requests, the newest first')
    .option('--tenant <tenant>', 'only those of one tenant')
    .option('--state <state>', requestState.options.join(', '))
    .action(async (options: { tenant?: string; state?: string }, command: Command) => {
      const session = openSession(command, io)
      const state = requestState.optional().safeParse(options.state)
      if (!state.success) throw new UsageError(`--state is one of ${requestState.options.join(', ')}.`)
      const tenant = options.tenant === undefined ? undefined : (await findTenant(session.api, options.tenant)).id
      const order = { sort: 'createdAt', descending: true }
      const rows = await all((part) => session.api.requests.list.query({ ...part, ...order, tenant, state: state.data }))
      answer(session, rows, () => table(rows, columns, 'No requests.'))
    })

  request
    .command('ask')
    .description('ask for more for a service; the plan answers at once, or a person later')
    .argument('<service>', 'TENANT/NAME or id')
    .option('--cpus <number>', 'CPUs in all')
    .option('--memory <MiB>', 'memory in all')
    .option('--disk <MiB>', 'disk in all')
    .option('--processes <number>', 'processes in all')
    .option('--port <number>', 'instead: that its programs may listen at ports from this one up')
    .option('--package <name>', 'instead: a Debian package')
    .option('--reason <text>', 'why, in one sentence')
    .action(async (text: string, options: AskOptions, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findService(session.api, text)
      const view = await session.api.requests.ask.mutate({ service: id, wish: wishFrom(options), reason: options.reason ?? '' })
      answer(session, view, () => requestFacts(view))
    })

  for (const [name, allow, description] of decisions) {
    request
      .command(name)
      .description(description)
      .argument('<request>', 'id')
      .option('--say <text>', 'a sentence for whoever asked')
      .action(async (id: string, options: { say?: string }, command: Command) => {
        const session = openSession(command, io)
        const view = await session.api.requests.decide.mutate({ request: id, allow, answer: options.say ?? '' })
        answer(session, view, () => requestFacts(view))
      })
  }

  request
    .command('withdraw')
    .description('take a request back that nobody has answered')
    .argument('<request>', 'id')
    .action(async (id: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const view = await session.api.requests.withdraw.mutate({ request: id })
      answer(session, view, () => requestFacts(view))
    })
}

function wishFrom(options: AskOptions): RequestWish {
  const amounts = amountsOf(options)
  const ways = [Object.keys(amounts).length > 0, options.port !== undefined, options.package !== undefined]
  if (ways.filter(Boolean).length !== 1)
    throw new UsageError('Say of what, amounts or a port or a package: see `reeve request ask --help`.')
  if (options.package !== undefined) return { want: 'package', name: packageName('--package', options.package) }
  if (options.port !== undefined) return { want: 'port', firstPort: wholeNumber('--port', options.port) }
  return { want: 'resources', amounts }
}

const decisions = [
  ['allow', true, 'allow a request: the service gets it at once'],
  ['deny', false, 'deny a request'],
] as const

function amountsOf(options: AskOptions): Record<string, number> {
  const given = { cpus: options.cpus, memoryMiB: options.memory, diskMiB: options.disk, processes: options.processes }
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, text]) => (text === undefined ? [] : [[name, wholeNumber(`--${name}`, text)]])),
  )
}

const wishOf = ({ wish }: RequestView): string => {
  if (wish.want === 'port') return `ports from ${wish.firstPort} up`
  if (wish.want === 'snapshot') return 'a snapshot'
  if (wish.want === 'package') return `the package ${wish.name}`
  const { cpus, memoryMiB, diskMiB, processes } = wish.amounts
  const parts = [
    [cpus, 'CPUs'],
    [memoryMiB, 'MiB memory'],
    [diskMiB, 'MiB disk'],
    [processes, 'processes'],
  ]
  return parts.flatMap(([amount, unit]) => (amount === undefined ? [] : [`${amount} ${unit}`])).join(', ')
}

const columns = [
  ['asked', (view: RequestView) => moment(view.createdAt)],
  ['service', (view: RequestView) => `${view.tenantName}/${view.serviceName}`],
  ['by', (view: RequestView) => view.personName ?? 'the service itself'],
  ['for', wishOf],
  ['state', (view: RequestView) => view.state],
  ['decides', (view: RequestView) => (view.state === 'waiting' ? view.decider : (view.decidedByName ?? 'rule'))],
  ['id', (view: RequestView) => view.id],
] as const

const requestFacts = (view: RequestView): string =>
  facts([
    ['request', view.id],
    ['service', `${view.tenantName}/${view.serviceName}`],
    ['by', view.personName ?? 'the service itself'],
    ['for', wishOf(view)],
    ['reason', view.reason],
    ['state', view.state],
    ['rule', view.rule],
    ['decided by', view.decidedByName],
    ['answer', view.answer],
    ['action', view.action],
  ])
