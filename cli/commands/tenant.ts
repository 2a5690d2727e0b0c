import type { Command } from 'commander'
import type { TenantDetailView } from '../../contracts/detail.ts'
import type { TenantView } from '../../contracts/views.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { all, findPlan, findTenant, standardPlan } from '../resolve.ts'
import { answer, openSession, remark, type Session } from '../session.ts'
import { facts, moment, table } from '../table.ts'
import { visible } from '../text.ts'
import { addHandOver } from './tenant-hand-over.ts'
import { addUpdate, extraText } from './tenant-update.ts'

interface WaitOption {
  wait: boolean
}

export function addTenant(program: Command, io: Io): void {
  const tenant = program.command('tenant').description('customers: make, look at, suspend, delete')

  tenant
    .command('create')
    .description('make a tenant')
    .argument('<name>', 'short name: a to z, 0 to 9, dashes')
    .option('--plan <plan>', 'name or id of its plan (default: Standard, made when it is missing)')
    .option('--title <title>', 'name for people (default: the short name)')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (name: string, options: { plan?: string; title?: string } & WaitOption, command: Command) => {
      const session = openSession(command, io)
      const plan = options.plan === undefined ? await standardPlan(session.api) : await findPlan(session.api, options.plan)
      const asked = await session.api.tenants.create.mutate({ name, title: options.title ?? name, plan: plan.id })
      if (options.wait) await done(session, asked.action)
      const view = await session.api.tenants.get.query({ tenant: asked.tenant })
      answer(session, { ...view, action: asked.action }, () => tenantFacts(view))
    })

  tenant
    .command('list')
    .description('all tenants')
    .option('--search <text>', 'only those whose name or title holds this')
    .action(async (options: { search?: string }, command: Command) => {
      const session = openSession(command, io)
      const tenants = await all((part) => session.api.tenants.list.query({ ...part, search: options.search }))
      answer(session, tenants, () => table(tenants, columns, 'No tenants.'))
    })

  tenant
    .command('show')
    .description('one tenant, with its limits and what it uses')
    .argument('<tenant>', 'name or id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findTenant(session.api, text)
      const view = await session.api.tenants.get.query({ tenant: id })
      answer(session, view, () => tenantFacts(view))
    })

  addUpdate(tenant, io)

  const change = (verb: 'suspend' | 'resume', description: string) =>
    tenant
      .command(verb)
      .description(description)
      .argument('<tenant>', 'name or id')
      .option('--no-wait', 'answer as soon as it is asked for')
      .action(async (text: string, options: WaitOption, command: Command) => {
        const session = openSession(command, io)
        const { id } = await findTenant(session.api, text)
        const asked = await session.api.tenants[verb].mutate({ tenant: id })
        if (options.wait) await settled(session, id, asked.action)
        const view = await session.api.tenants.get.query({ tenant: id })
        answer(session, { ...view, action: asked.action }, () => tenantFacts(view))
      })
  change('suspend', 'put all its services to sleep; its sites answer 503')
  change('resume', 'let its services answer again')

  addHandOver(tenant, io)

  tenant
    .command('delete')
    .description('delete a tenant with all its services, domains and data (critical: needs an approval)')
    .argument('<tenant>', 'name or id')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, options: WaitOption, command: Command) => {
      const session = openSession(command, io)
      const found = await findTenant(session.api, text)
      remark(session, await lossOf(session, found))
      const asked = await session.api.tenants.delete.mutate({ tenant: found.id })
      if (options.wait) await done(session, asked.action)
      answer(session, { id: found.id, action: asked.action }, () =>
        options.wait ? `Deleted the tenant ${found.name}.\n` : `Asked to delete the tenant ${found.name}: ${asked.action}\n`,
      )
    })
}

/** What goes with a tenant, by name. */
async function lossOf({ api }: Session, { id, name }: TenantView): Promise<string> {
  const services = await all((part) => api.services.list.query({ ...part, tenant: id, sort: 'name' }))
  const domains = await all((part) => api.domains.list.query({ ...part, tenant: id, sort: 'name' }))
  return [
    `What will be lost with the tenant ${name}:`,
    ...services.map((service) => `  the service ${service.name} (${service.kind}) with all its data`),
    ...domains.map((domain) => `  the domain ${domain.name}`),
    '  its certificates and memberships',
  ]
    .map(visible)
    .join('\n')
}

/** A suspension is done when its action is, and the gate has the routes that go with it. */
async function settled(session: Session, tenant: string, action: string): Promise<void> {
  await done(session, action)
  await routesDone(session, tenant)
}

/** Waits for what still has to reach the gate for one tenant: `routes.apply` follows changes of services and domains by itself. */
export async function routesDone(session: Session, tenant: string): Promise<void> {
  const { items } = await session.api.actions.list.query({ tenant, limit: 50 })
  for (const action of items.toReversed()) {
    if (action.name === 'routes.apply' && (action.state === 'pending' || action.state === 'running')) await done(session, action.id)
  }
}

const columns = [
  ['name', (view: TenantView) => view.name],
  ['title', (view: TenantView) => view.title],
  ['plan', (view: TenantView) => view.planName],
  ['state', (view: TenantView) => (view.suspended ? 'suspended' : view.state)],
  ['services', (view: TenantView) => view.services],
  ['id', (view: TenantView) => view.id],
] as const

const tenantFacts = (view: TenantDetailView): string =>
  facts([
    ['name', view.name],
    ['title', view.title],
    ['id', view.id],
    ['plan', view.planName],
    ...(view.extra === null ? [] : [['on top of the plan', extraText(view.extra)] as const]),
    ['reseller', view.resellerName],
    ['state', view.suspended ? 'suspended' : view.state],
    ['services', `${view.used.services} of ${view.limits.services}`],
    ['memory', `${view.used.memoryMiB} of ${view.limits.memoryMiB} MiB`],
    ['disk', `${view.used.diskMiB} of ${view.limits.diskMiB} MiB`],
    ...(view.limits.trafficGiB === undefined
      ? []
      : [['traffic', `${((view.traffic?.bytes ?? 0) / 1_073_741_824).toFixed(1)} of ${view.limits.trafficGiB} GiB this month`] as const]),
    ...(view.traffic?.mbps == null ? [] : [['slowed to', `${view.traffic.mbps} Mbit/s`] as const]),
    ['freezes after', `${view.idle.freezeAfterSeconds} s without use`],
    ['stops after', `${view.idle.stopAfterSeconds} s without use`],
    ['made', moment(view.createdAt)],
    ...(view.error === null ? [] : [['error', `${view.error.code}: ${view.error.message}`] as const]),
  ])
