import { and, eq, isNull } from 'drizzle-orm'
import type * as z from 'zod'
import type { createServiceInput, updateServiceInput } from '../../contracts/api.ts'
import type { LeftBackups } from '../../contracts/backups.ts'
import type { AskedView } from '../../contracts/detail.ts'
import type { Actor } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import { type KindDescriptor, type ServiceConfig, withoutSecretSettings, withSecretsOf } from '../../contracts/kinds.ts'
import type { Queries } from '../../db/client.ts'
import { plans, services, tenants } from '../../db/schema/index.ts'
import { ownerIsNoUser } from '../accounts/policy.ts'
import { cancelWaiting } from '../actions/approvals.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { kindOf } from '../catalogue/service.ts'
import { change } from '../change.ts'
import { want } from '../dispatch/want.ts'
import { claimNames, namesIn } from '../domains/login-names.ts'
import { wantRoutes } from '../domains/routes.ts'
import { insertDomain } from '../domains/rows.ts'
import { isStill, stillAs } from '../meanwhile.ts'
import { limitsOf, resourcesOf } from '../tenants/limits.ts'
import { sumOf, takesChanges, withinLimits, withinRates } from '../tenants/policy.ts'
import { refusedWish } from './changes.ts'
import { routable, takesDomains, wholeConfig, withinPlan } from './policy.ts'
import { usableService } from './rows.ts'
import { wantService } from './wanted.ts'

export async function create(
  app: App,
  caller: Caller,
  input: z.output<typeof createServiceInput>,
): Promise<AskedView & { service: string }> {
  const kind = await kindOf(app, input.kind)
  const config = wholeConfig(kind, input.config)
  if (input.domains.length > 0) takesDomains(kind)
  const service = newId('s')
  const { tenant, name } = input
  return change(app, caller, { what: 'service.create', tenant, object: service, detail: name }, ['services', 'domains'], (tx, now) => {
    withinRates(input.resources ?? {}, tenantWithPlan(tx, tenant).plans.limits)
    const resources = input.resources ?? kind.resources
    const owner = insertService(tx, { id: service, tenant, name, kind, config: input.config, resources, state: 'pending', now })
    claimNames(tx, service, namesIn(kind, config), owner.routesGeneration + 1)
    for (const domain of new Set(input.domains)) insertDomain(app, tx, { tenant, service, name: domain, redirectTo: null, tls: 'own', now })
    return { service, action: wantService(tx, service, actorOf(caller, tenant), now) }
  })
}

interface NewService extends Pick<typeof services.$inferSelect, 'id' | 'tenant' | 'name' | 'config' | 'resources' | 'state'> {
  kind: KindDescriptor
  now: number
}

/** A new row, of which nothing is wanted yet. Returns its tenant; throws when that may not have it. */
export function insertService(tx: Queries, { kind, now, ...values }: NewService): typeof tenants.$inferSelect {
  const { tenant, name, resources } = values
  const row = tenantWithPlan(tx, tenant)
  takesChanges(row.tenants.state)
  if (row.tenants.suspended) throw new ReeveError('suspended', 'The tenant is suspended. Ask your administrator to resume it.')
  const all = resourcesOf(tx, tenant)
  routable(all.length + 1)
  withinLimits(sumOf([...all, resources]), limitsOf(row.plans, row.tenants), row.tenants.name)
  nameIsFree(tx, tenant, name)
  tx.insert(services)
    .values({ ...values, kind: kind.kind, ports: kind.ports, generation: 0, createdAt: now })
    .run()
  return row.tenants
}

export function update(app: App, caller: Caller, input: z.output<typeof updateServiceInput>): AskedView {
  const tenant = usableService(app.database.queries, input.service).tenant.id
  return change(app, caller, { what: 'service.update', tenant, object: input.service }, ['services'], (tx, now) => {
    const { service, kind, tenant: owner } = usableService(tx, input.service)
    const refused = refusedWish(tx, service.id)
    // Whose wish was refused goes on from it, though the settings are those from before it again.
    const was = input.was && asShown(input.was)
    if (refused === undefined || !isStill(was, asShown(refused))) stillAs(was, asShown(service), `The service ${service.name}`)
    const config = input.config && withSecretsOf(service.config, input.config)
    if (config !== undefined) ownerIsNoUser(service.accounts, config)
    const actor = actorOf(caller, tenant)
    if (!caller.administrator && !caller.resold.has(tenant) && input.idle) withinPlan(input.idle, tenantWithPlan(tx, tenant).plans.idle)
    if (config !== undefined && kind !== null) {
      const names = namesIn(kind, wholeConfig(kind, config))
      const renamed = claimNames(tx, service.id, names, owner.routesGeneration + 1)
      if (renamed && service.address !== null) wantRoutes(tx, tenant, actor, now)
    }
    if (input.resources !== undefined) {
      const row = tenantWithPlan(tx, tenant)
      withinRates(input.resources, row.plans.limits)
      withinLimits(sumOf([...resourcesOf(tx, tenant, service.id), input.resources]), limitsOf(row.plans, row.tenants), row.tenants.name)
    }
    tx.update(services)
      .set({
        config: config ?? service.config,
        resources: input.resources ?? service.resources,
        firstPort: input.firstPort === undefined ? service.firstPort : input.firstPort,
        packages: input.packages ?? service.packages,
        idle: input.idle === undefined ? service.idle : input.idle,
      })
      .where(eq(services.id, service.id))
      .run()
    return { action: wantService(tx, service.id, actor, now, { rehearse: input.rehearse }) }
  })
}

/** `backups`: what becomes of them; kept for a while when nothing is said. */
export function remove(app: App, caller: Caller, id: string, backups?: LeftBackups): AskedView {
  const tenant = usableService(app.database.queries, id).tenant.id
  return change(app, caller, { what: 'service.delete', tenant, object: id }, ['services'], (tx, now) => {
    const { service, tenant: owner } = usableService(tx, id)
    cancelWaiting(tx, app.dispatcher.outcomes, 'service.delete', id, now)
    const { name, kind } = service
    const whole = { tenant, service: id, generation: service.generation + 1, name, kind, tenantName: owner.name }
    const input = backups === undefined ? whole : { ...whole, backups }
    return { action: want(tx, { name: 'service.delete', actor: actorOf(caller, tenant), now, input }) }
  })
}

/** When the deletion is approved: from now on nothing else is done with the service. What failed before stays, should the keep refuse. */
export function approvedDeletion(tx: Queries, service: string, generation: number): void {
  const row = usableService(tx, service).service
  if (row.generation >= generation)
    throw new ReeveError('conflict', 'The service was changed after this deletion was asked for. Ask for it again.')
  tx.update(services).set({ state: 'deleting', generation }).where(eq(services.id, service)).run()
}

/** When the restore that a service waits for is approved: it is made before it is filled. Any other service stays as it is. */
export function approvedRestore(tx: Queries, service: string, actor: Actor, now: number): void {
  const waits = and(eq(services.id, service), eq(services.state, 'awaiting_approval'))
  if (tx.update(services).set({ state: 'pending' }).where(waits).run().changes === 0) return
  const { kind, tenant, service: row } = usableService(tx, service)
  if (kind !== null) claimNames(tx, service, namesIn(kind, wholeConfig(kind, row.config)), tenant.routesGeneration + 1)
  wantService(tx, service, actor, now)
}

/** People's forms begin with what they were shown. */
const asShown = <T extends { config?: ServiceConfig | undefined }>(settings: T): T =>
  settings.config === undefined ? settings : { ...settings, config: withoutSecretSettings(settings.config) }

function tenantWithPlan(tx: Queries, tenant: string) {
  const row = tx.select().from(tenants).innerJoin(plans, eq(plans.id, tenants.plan)).where(eq(tenants.id, tenant)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  return row
}

function nameIsFree(tx: Queries, tenant: string, name: string): void {
  const taken = tx
    .select({ id: services.id })
    .from(services)
    .where(and(eq(services.tenant, tenant), eq(services.name, name), isNull(services.goneWith)))
    .get()
  if (taken !== undefined) throw new ReeveError('conflict', `There is a service ${name} already. Choose another name.`)
}
