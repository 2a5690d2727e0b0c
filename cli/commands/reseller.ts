import type { Command } from 'commander'
import type { ResellerLimits } from '../../contracts/limits.ts'
import type { PersonView, ResellerView } from '../../contracts/views.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { wholeNumber } from '../options.ts'
import { findPerson, findPlan, findTenant } from '../resolve.ts'
import { answer, openSession, type Session } from '../session.ts'
import { facts } from '../table.ts'

interface LimitOptions {
  tenants: string
  services: string
  cpus: string
  memory: string
  disk: string
  processes: string
}

interface PlanOption {
  plan?: string
}

export function addReseller(program: Command, io: Io): void {
  const reseller = program.command('reseller').description('who has tenants and plans of their own')

  reseller
    .command('show')
    .description('what a reseller may promise to tenants, and has promised')
    .argument('<email>', 'address or id of the person')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const found = await findPerson(session.api, text, undefined)
      const view = await session.api.resellers.get.query({ person: found.id })
      answer(session, view, () => resellerFacts(view))
    })

  reseller
    .command('limits')
    .description("say what the plans of a reseller's tenants may promise together")
    .argument('<email>', 'address or id of the person')
    .requiredOption('--tenants <number>', 'how many tenants')
    .requiredOption('--services <number>', 'how many services')
    .requiredOption('--cpus <number>', 'CPUs')
    .requiredOption('--memory <MiB>', 'memory')
    .requiredOption('--disk <MiB>', 'disk')
    .requiredOption('--processes <number>', 'processes')
    .action(async (text: string, options: LimitOptions, command: Command) => {
      const session = openSession(command, io)
      const limits: ResellerLimits = {
        tenants: wholeNumber('--tenants', options.tenants),
        services: wholeNumber('--services', options.services),
        cpus: wholeNumber('--cpus', options.cpus),
        memoryMiB: wholeNumber('--memory', options.memory),
        diskMiB: wholeNumber('--disk', options.disk),
        processes: wholeNumber('--processes', options.processes),
      }
      const found = await findPerson(session.api, text, undefined)
      const { action } = await session.api.resellers.setLimits.mutate({ person: found.id, limits })
      await done(session, action)
      const view = await session.api.resellers.get.query({ person: found.id })
      answer(session, view, () => resellerFacts(view))
    })

  const hand = (verb: 'give' | 'take', description: string) =>
    reseller
      .command(verb)
      .description(description)
      .argument('<tenant>', 'name or id')
      .option('--plan <plan>', 'name or id of the plan that it has from then on')

  hand('give', 'make a tenant the customer of a reseller')
    .argument('<email>', 'address or id of the reseller')
    .action(async (text: string, email: string, options: PlanOption, command: Command) => {
      const session = openSession(command, io)
      const found = await findPerson(session.api, email, undefined)
      await settle(session, text, found, options)
    })

  hand('take', 'make a tenant of a reseller the customer of the installation itself').action(
    async (text: string, options: PlanOption, command: Command) => settle(openSession(command, io), text, null, options),
  )
}

async function settle(session: Session, text: string, to: PersonView | null, options: PlanOption): Promise<void> {
  const { id, name, reseller, plan: before } = await findTenant(session.api, text)
  const plan = options.plan === undefined ? before : (await findPlan(session.api, options.plan)).id
  const [person, whose] = [to?.id ?? null, to?.email ?? 'the installation']
  // The keep is not asked for what is so already.
  if (reseller === person && plan === before)
    return answer(session, { id, reseller, action: null }, () => `${name} is a customer of ${whose} already.\n`)
  const change = { tenant: id, reseller: person, ...(plan !== before && { plan }) }
  const { action } = await session.api.tenants.update.mutate(change)
  await done(session, action)
  answer(session, { id, reseller: person, action }, () => `${name} is a customer of ${whose}.\n`)
}

const resellerFacts = ({ name, limits, promised }: ResellerView): string =>
  facts([
    ['name', name],
    ['tenants', `${promised.tenants} of ${limits.tenants}`],
    ['services', `${promised.services} of ${limits.services}`],
    ['cpus', `${promised.cpus} of ${limits.cpus}`],
    ['memory', `${promised.memoryMiB} of ${limits.memoryMiB} MiB`],
    ['disk', `${promised.diskMiB} of ${limits.diskMiB} MiB`],
    ['processes', `${promised.processes} of ${limits.processes}`],
  ])
