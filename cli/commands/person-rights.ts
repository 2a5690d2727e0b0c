import type { Command } from 'commander'
import * as z from 'zod'
import { type Rights, type Verb, verb } from '../../contracts/rights.ts'
import type { ServicePersonView } from '../../contracts/views.ts'
import type { Api } from '../api.ts'
import { UsageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { collect } from '../options.ts'
import { findPerson, findService, findTenant } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { table } from '../table.ts'

export interface RightsOptions {
  all?: string
  service: string[]
}

const known = verb.options.join(',')
export const rightsWords = {
  all: `what a member may do with every service: some of ${known}, or none`,
  service: 'and with one of them, such as acme/shop=files,power; can be given again',
}

/** Undefined when neither option was given: the standard ones. */
export async function rightsOf(api: Api, { all, service }: RightsOptions): Promise<Rights | undefined> {
  if (all === undefined && service.length === 0) return undefined
  const services: Record<string, Verb[]> = {}
  for (const pair of service) {
    const at = pair.lastIndexOf('=')
    if (at < 1) throw new UsageError(`--service is such as acme/shop=files,power, not ${JSON.stringify(pair)}.`)
    const verbs = verbsOf('--service', pair.slice(at + 1))
    services[(await findService(api, pair.slice(0, at))).id] = verbs
  }
  return { all: all === undefined ? [] : verbsOf('--all', all), services }
}

function verbsOf(option: string, text: string): Verb[] {
  const verbs = z.array(verb).safeParse(text === 'none' ? [] : text.split(','))
  if (!verbs.success) throw new UsageError(`${option} names some of ${known}, or none, not ${JSON.stringify(text)}.`)
  return verbs.data
}

export function addRights(person: Command, io: Io): void {
  person
    .command('rights')
    .description('say what a member may do with which services; what is not named is taken back')
    .argument('<email>', 'address or id of the person')
    .requiredOption('--tenant <tenant>', 'name or id')
    .option('--all <verbs>', rightsWords.all)
    .option('--service <service=verbs>', rightsWords.service, collect, [])
    .action(async (text: string, options: { tenant: string } & RightsOptions, command: Command) => {
      const session = openSession(command, io)
      const rights = await rightsOf(session.api, options)
      if (rights === undefined) throw new UsageError('Say --all, --service, or both.')
      const tenant = (await findTenant(session.api, options.tenant)).id
      const found = await findPerson(session.api, text, tenant)
      await session.api.people.setRights.mutate({ tenant, person: found.id, rights })
      answer(session, { id: found.id, tenant, rights }, () => `Changed the rights of ${found.email}.\n`)
    })

  person
    .command('of')
    .description('who may do what with a service')
    .argument('<service>', 'TENANT/NAME or id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findService(session.api, text)
      const people = await session.api.people.ofService.query({ service: id })
      answer(session, people, () => table(people, columns, 'Nobody belongs to this tenant.'))
    })
}

const columns = [
  ['name', (view: ServicePersonView) => view.name],
  ['email', (view: ServicePersonView) => view.email],
  ['role', (view: ServicePersonView) => view.role],
  ['may', (view: ServicePersonView) => view.verbs.join(', ')],
] as const
