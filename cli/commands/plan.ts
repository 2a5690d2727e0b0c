import type { Command } from 'commander'
import { firewallRulesOf, type IdlePolicy, idlePolicy, type TenantLimits } from '../../contracts/limits.ts'
import type { Automatic } from '../../contracts/requests.ts'
import type { PlanView } from '../../contracts/views.ts'
import { UsageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { numberOrNone, packageNames, seconds, wholeNumber } from '../options.ts'
import { all, findPlan, standard } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { table } from '../table.ts'

interface PlanOptions {
  name?: string
  services?: string
  domains?: string
  traffic?: string
  throttle?: string
  cpus?: string
  memory?: string
  disk?: string
  processes?: string
  firewallRules?: string
  cpuPercent?: string
  io?: string
  network?: string
  freezeAfter?: string
  stopAfter?: string
  askCpus?: string
  askMemory?: string
  askDisk?: string
  askProcesses?: string
  askPort?: string
  askPackages?: string
}
type Plan = { limits: TenantLimits; idle: IdlePolicy; automatic: Automatic | null }

export function addPlan(program: Command, io: Io): void {
  const plan = program.command('plan').description('what tenants may use')

  plan
    .command('list')
    .description('all plans')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const plans = await all((part) => session.api.plans.list.query(part))
      answer(session, plans, () => table(plans, columns, 'No plans.'))
    })

  withLimits(
    plan
      .command('create')
      .description('make a plan; amounts are for all services of a tenant together, rates for each of them')
      .argument('<name>', 'name for people'),
  ).action(async (name: string, options: PlanOptions, command: Command) => {
    const session = openSession(command, io)
    const made = await session.api.plans.create.mutate({ name, ...planOf(options, { ...standard, automatic: null }) })
    const view = await findPlan(session.api, made.plan)
    answer(session, view, () => table([view], columns, ''))
  })

  withLimits(
    plan
      .command('update')
      .description('change a plan; running services get what is new of it without being stopped')
      .argument('<plan>', 'name or id')
      .option('--name <name>', 'another name for people'),
  ).action(async (text: string, options: PlanOptions, command: Command) => {
    const session = openSession(command, io)
    if (Object.keys(options).length === 0) throw new UsageError('Say what is to be another: see `reeve plan update --help`.')
    const found = await findPlan(session.api, text)
    const { actions } = await session.api.plans.update.mutate({
      plan: found.id,
      name: options.name ?? found.name,
      ...planOf(options, found),
    })
    const view = await findPlan(session.api, found.id)
    answer(session, { ...view, actions }, () => table([view], columns, ''))
  })

  plan
    .command('delete')
    .description('delete a plan that no tenant has')
    .argument('<plan>', 'name or id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const found = await findPlan(session.api, text)
      await session.api.plans.delete.mutate({ plan: found.id })
      answer(session, { id: found.id }, () => `Deleted the plan ${found.name}.\n`)
    })
}

const withLimits = (command: Command): Command =>
  command
    .option('--services <number>', 'how many services')
    .option('--domains <number>', 'how many domains, or none: no limit')
    .option('--traffic <GiB>', 'in a month, in and out, of all services together, or none: no limit')
    .option('--throttle <Mbit>', 'each service in a second, once that is used up, or none: 1')
    .option('--cpus <number>', 'CPUs')
    .option('--memory <MiB>', 'memory')
    .option('--disk <MiB>', 'disk')
    .option('--processes <number>', 'processes')
    .option('--firewall-rules <number>', 'firewall rules that a tenant writes himself')
    .option('--cpu-percent <number>', 'processor time of each service, in percent of one CPU, or none')
    .option('--io <MiB>', 'disk traffic of each service in a second, or none')
    .option('--network <Mbit>', 'network of each service in a second, or none')
    .option('--freeze-after <time>', 'without use, such as 90s, 10m, never')
    .option('--stop-after <time>', 'without use, such as 2h, 1d, never')
    .option('--ask-cpus <number>', 'CPUs that a service gets on request without a person, or none')
    .option('--ask-memory <MiB>', 'memory, the same')
    .option('--ask-disk <MiB>', 'disk, the same')
    .option('--ask-processes <number>', 'processes, the same')
    .option('--ask-port <number>', 'the lowest port that its programs may listen at on request, or none: 1024')
    .option('--ask-packages <names>', 'Debian packages that it gets on request, such as jq,imagemagick, or none')

/** The options as a plan; what is not given is as in `before`. */
function planOf(options: PlanOptions, before: Plan): Plan {
  const { limits, idle } = before
  const number = (name: string, text: string | undefined, value: number) => (text === undefined ? value : wholeNumber(name, text))
  const time = (name: string, text: string | undefined, value: number) => (text === undefined ? value : seconds(name, text))
  const asked: Automatic = {
    cpus: numberOrNone('--ask-cpus', options.askCpus, before.automatic?.cpus),
    memoryMiB: numberOrNone('--ask-memory', options.askMemory, before.automatic?.memoryMiB),
    diskMiB: numberOrNone('--ask-disk', options.askDisk, before.automatic?.diskMiB),
    processes: numberOrNone('--ask-processes', options.askProcesses, before.automatic?.processes),
    firstPort: numberOrNone('--ask-port', options.askPort, before.automatic?.firstPort),
    packages: packageNames('--ask-packages', options.askPackages, before.automatic?.packages),
  }
  return {
    limits: {
      services: number('--services', options.services, limits.services),
      domains: numberOrNone('--domains', options.domains, limits.domains),
      trafficGiB: numberOrNone('--traffic', options.traffic, limits.trafficGiB),
      throttledMbps: numberOrNone('--throttle', options.throttle, limits.throttledMbps),
      cpus: number('--cpus', options.cpus, limits.cpus),
      memoryMiB: number('--memory', options.memory, limits.memoryMiB),
      diskMiB: number('--disk', options.disk, limits.diskMiB),
      processes: number('--processes', options.processes, limits.processes),
      firewallRules: number('--firewall-rules', options.firewallRules, firewallRulesOf(limits)),
      cpuPercent: numberOrNone('--cpu-percent', options.cpuPercent, limits.cpuPercent),
      ioMiBps: numberOrNone('--io', options.io, limits.ioMiBps),
      networkMbps: numberOrNone('--network', options.network, limits.networkMbps),
    },
    idle: idleOf({
      freezeAfterSeconds: time('--freeze-after', options.freezeAfter, idle.freezeAfterSeconds),
      stopAfterSeconds: time('--stop-after', options.stopAfter, idle.stopAfterSeconds),
    }),
    automatic: Object.values(asked).some((amount) => amount !== undefined) ? asked : null,
  }
}

function idleOf(times: IdlePolicy): IdlePolicy {
  const parsed = idlePolicy.safeParse(times)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(`${issue?.path[0] === 'freezeAfterSeconds' ? '--freeze-after' : '--stop-after'}: ${issue?.message}`)
}

const columns = [
  ['name', (view: PlanView) => view.name],
  ['services', (view: PlanView) => view.limits.services],
  ['cpus', (view: PlanView) => view.limits.cpus],
  ['memory MiB', (view: PlanView) => view.limits.memoryMiB],
  ['disk MiB', (view: PlanView) => view.limits.diskMiB],
  ['traffic GiB', (view: PlanView) => view.limits.trafficGiB],
  ['firewall rules', (view: PlanView) => firewallRulesOf(view.limits)],
  ['cpu %', (view: PlanView) => view.limits.cpuPercent],
  ['io MiB/s', (view: PlanView) => view.limits.ioMiBps],
  ['net Mbit/s', (view: PlanView) => view.limits.networkMbps],
  ['freezes after s', (view: PlanView) => view.idle.freezeAfterSeconds],
  ['stops after s', (view: PlanView) => view.idle.stopAfterSeconds],
  ['tenants', (view: PlanView) => view.tenants],
  ['id', (view: PlanView) => view.id],
] as const
