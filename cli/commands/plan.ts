import type { Command } from 'commander'
import { firewallRulesOf, standardFirewallRules } from '../../contracts/limits.ts'
import type { PlanView } from '../../contracts/views.ts'
import type { Io } from '../io.ts'
import { seconds, wholeNumber } from '../options.ts'
import { all, findPlan, standard } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { table } from '../table.ts'

interface CreateOptions {
  services: string
  cpus: string
  memory: string
  disk: string
  processes: string
  firewallRules: string
  freezeAfter: string
  stopAfter: string
}

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

  plan
    .command('create')
    .description('make a plan; the limits are for all services of a tenant together')
    .argument('<name>', 'name for people')
    .option('--services <number>', 'how many services', String(standard.limits.services))
    .option('--cpus <number>', 'CPUs', String(standard.limits.cpus))
    .option('--memory <MiB>', 'memory', String(standard.limits.memoryMiB))
    .option('--disk <MiB>', 'disk', String(standard.limits.diskMiB))
    .option('--processes <number>', 'processes', String(standard.limits.processes))
    .option('--firewall-rules <number>', 'firewall rules that a tenant writes himself', String(standardFirewallRules))
    .option('--freeze-after <time>', 'without use, such as 90s, 10m, never', String(standard.idle.freezeAfterSeconds))
    .option('--stop-after <time>', 'without use, such as 2h, 1d, never', String(standard.idle.stopAfterSeconds))
    .action(async (name: string, options: CreateOptions, command: Command) => {
      const session = openSession(command, io)
      const limits = {
        services: wholeNumber('--services', options.services),
        cpus: wholeNumber('--cpus', options.cpus),
        memoryMiB: wholeNumber('--memory', options.memory),
        diskMiB: wholeNumber('--disk', options.disk),
        processes: wholeNumber('--processes', options.processes),
        firewallRules: wholeNumber('--firewall-rules', options.firewallRules),
      }
      const idle = {
        freezeAfterSeconds: seconds('--freeze-after', options.freezeAfter),
        stopAfterSeconds: seconds('--stop-after', options.stopAfter),
      }
      const made = await session.api.plans.create.mutate({ name, limits, idle })
      const view = await findPlan(session.api, made.plan)
      answer(session, view, () => table([view], columns, ''))
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

const columns = [
  ['name', (view: PlanView) => view.name],
  ['services', (view: PlanView) => view.limits.services],
  ['cpus', (view: PlanView) => view.limits.cpus],
  ['memory MiB', (view: PlanView) => view.limits.memoryMiB],
  ['disk MiB', (view: PlanView) => view.limits.diskMiB],
  ['firewall rules', (view: PlanView) => firewallRulesOf(view.limits)],
  ['freezes after s', (view: PlanView) => view.idle.freezeAfterSeconds],
  ['stops after s', (view: PlanView) => view.idle.stopAfterSeconds],
  ['tenants', (view: PlanView) => view.tenants],
  ['id', (view: PlanView) => view.id],
] as const
