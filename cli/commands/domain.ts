import type { Command } from 'commander'
import { tlsMode } from '../../contracts/routes.ts'
import type { DomainView } from '../../contracts/views.ts'
import { UsageError } from '../failure.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { all, findDomain, findService } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { table } from '../table.ts'

interface AddOptions {
  service: string
  redirectTo?: string
  tls: string
  wait: boolean
}

export function addDomain(program: Command, io: Io): void {
  const domain = program.command('domain').description('host names that find a service')

  domain
    .command('add')
    .description('let a host name find a service')
    .argument('<name>', 'host name, such as www.example.org')
    .requiredOption('--service <service>', 'TENANT/NAME or id')
    .option('--redirect-to <name>', 'answer with a redirect to this name instead')
    .option('--tls <mode>', `${tlsMode.options.join(', ')}`, 'own')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (name: string, options: AddOptions, command: Command) => {
      const session = openSession(command, io)
      const tls = tlsMode.safeParse(options.tls)
      if (!tls.success) throw new UsageError(`--tls is one of ${tlsMode.options.join(', ')}.`)
      const service = await findService(session.api, options.service)
      const asked = await session.api.domains.add.mutate({ service: service.id, name, redirectTo: options.redirectTo, tls: tls.data })
      if (options.wait) await done(session, asked.action)
      const view = await findDomain(session.api, asked.domain)
      answer(session, { ...view, action: asked.action }, () => table([view], columns, ''))
    })

  domain
    .command('list')
    .description('all host names')
    .option('--service <service>', 'only those of one service')
    .action(async (options: { service?: string }, command: Command) => {
      const session = openSession(command, io)
      const service = options.service === undefined ? undefined : (await findService(session.api, options.service)).id
      const domains = await all((part) => session.api.domains.list.query({ ...part, service }))
      answer(session, domains, () => table(domains, columns, 'No domains.'))
    })

  domain
    .command('remove')
    .description('let a host name find nothing any more')
    .argument('<name>', 'host name or id')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (name: string, options: { wait: boolean }, command: Command) => {
      const session = openSession(command, io)
      const found = await findDomain(session.api, name)
      const { action } = await session.api.domains.remove.mutate({ domain: found.id })
      if (options.wait) await done(session, action)
      answer(session, { id: found.id, action }, () => `Removed ${found.name}.\n`)
    })
}

const columns = [
  ['name', (view: DomainView) => view.name],
  ['service', (view: DomainView) => view.serviceName],
  ['redirects to', (view: DomainView) => view.redirectTo],
  ['tls', (view: DomainView) => view.tls],
  ['state', (view: DomainView) => view.state],
  ['id', (view: DomainView) => view.id],
] as const
