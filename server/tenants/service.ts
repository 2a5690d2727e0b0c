import { eq } from 'drizzle-orm'
import type * as z from 'zod'
import type { createTenantInput, updateTenantInput } from '../../contracts/api.ts'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import type { Queries } from '../../db/client.ts'
import { plans, tenants } from '../../db/schema/index.ts'
import { cancelWaiting } from '../actions/approvals.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller, makerOf } from '../caller.ts'
import { change } from '../change.ts'
import { want } from '../dispatch/want.ts'
import { wantRoutes } from '../domains/routes.ts'
import { roomForRules } from '../firewall/lists.ts'
import { wantPlanOf } from '../firewall/wanted.ts'
import { stillAs } from '../meanwhile.ts'
import { personOf } from '../people/person-of.ts'
import { withinReseller } from '../resellers/limits.ts'
import { wantChanged } from '../services/wanted.ts'
import { fitsInto, limitsOf, underCeiling } from './limits.ts'
import { takesChanges } from './policy.ts'
import { wantTenant } from './wanted.ts'

export function create(app: App, caller: Caller, input: z.output<typeof createTenantInput>): AskedView & { tenant: string } {
  const tenant = newId('t')
  return change(app, caller, { what: 'tenant.create', tenant, object: tenant, detail: input.name }, ['tenants'], (tx, now) => {
    const reseller = caller.administrator ? null : caller.person
    planFor(tx, input.plan, reseller, caller)
    if (tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.name, input.name)).get() !== undefined)
      throw new ReeveError('conflict', `There is a tenant ${input.name} already. Choose another name.`)
    const { name, title, plan } = input
    tx.insert(tenants).values({ id: tenant, name, title, plan, reseller, state: 'pending', generation: 0, createdAt: now }).run()
    withinReseller(tx, reseller)
    underCeiling(app, tx, tenant)
    const action = wantTenant(tx, tenant, makerOf(caller), now)
    wantPlanOf(tx, tenant, plan, { actor: makerOf(caller), now })
    return { tenant, action }
  })
}

export function update(
  app: App,
  caller: Caller,
  { tenant, title, plan, reseller, extra: wish, was }: z.output<typeof updateTenantInput>,
): AskedView & { shortened: number } {
  if (reseller !== undefined && !caller.administrator)
    throw new ReeveError('forbidden', 'An administrator says whose customer a tenant is.')
  return change(app, caller, { what: 'tenant.update', tenant, object: tenant }, ['tenants', 'services'], (tx, now) => {
    const row = rowOf(tx, tenant)
    stillAs(was, row, `The tenant ${row.name}`)
    const owner = reseller === undefined ? row.reseller : reseller
    if (reseller != null) isReseller(tx, reseller)
    const before = planOf(tx, row.plan)
    const next = plan === undefined && reseller === undefined ? before : planFor(tx, plan ?? row.plan, owner, caller)
    const other = next.id !== before.id
    const drops = row.extra !== null && (wish ?? (other ? 'drop' : 'keep')) === 'drop'
    const extra = drops ? null : row.extra
    if (plan !== undefined || drops) fitsInto(tx, row, limitsOf(next, { extra }), `the plan ${next.name}${drops ? ' alone' : ''}`)
    if (plan !== undefined) roomForRules(tx, tenant, next.limits)
    tx.update(tenants)
      .set({ title: title ?? row.title, plan: next.id, extra, reseller: owner })
      .where(eq(tenants.id, tenant))
      .run()
    if (other) underCeiling(app, tx, tenant)
    if (plan !== undefined || reseller !== undefined) withinReseller(tx, owner)
    const actor = actorOf(caller, tenant)
    const action = wantTenant(tx, tenant, actor, now)
    if (other) wantPlanOf(tx, tenant, next.id, { actor, now })
    return { action, shortened: wantChanged(tx, tenant, before, next, actor, now).shortened }
  })
}

export function setSuspended(app: App, caller: Caller, tenant: string, suspended: boolean): AskedView {
  const what = suspended ? 'tenant.suspend' : 'tenant.resume'
  return change(app, caller, { what, tenant, object: tenant }, ['tenants', 'services'], (tx, now) => {
    if (rowOf(tx, tenant).held && !caller.administrator)
      throw new ReeveError('forbidden', 'An administrator suspended this tenant. Ask them to resume it.')
    tx.update(tenants)
      .set({ suspended, held: suspended && caller.administrator })
      .where(eq(tenants.id, tenant))
      .run()
    const action = wantTenant(tx, tenant, actorOf(caller, tenant), now)
    wantRoutes(tx, tenant, actorOf(caller, tenant), now)
    return { action }
  })
}

export function remove(app: App, caller: Caller, tenant: string): AskedView {
  return change(app, caller, { what: 'tenant.delete', tenant, object: tenant }, ['tenants'], (tx, now) => {
    const row = rowOf(tx, tenant)
    cancelWaiting(tx, app.dispatcher.outcomes, 'tenant.delete', tenant, now)
    const generation = row.generation + 1
    const { name, title } = row
    return { action: want(tx, { name: 'tenant.delete', actor: actorOf(caller, tenant), now, input: { tenant, generation, name, title } }) }
  })
}

/**
 * When the deletion is approved: from now on nothing else is done with the tenant. The keep takes routes, services and certificates along. What
 * failed before stays, should it refuse.
 */
export function approvedDeletion(tx: Queries, tenant: string, generation: number): void {
  if (rowOf(tx, tenant).generation >= generation)
    throw new ReeveError('conflict', 'The tenant was changed after this deletion was asked for. Ask for it again.')
  tx.update(tenants).set({ state: 'deleting', generation }).where(eq(tenants.id, tenant)).run()
}

function rowOf(tx: Queries, tenant: string): typeof tenants.$inferSelect {
  const row = tx.select().from(tenants).where(eq(tenants.id, tenant)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  takesChanges(row.state)
  return row
}

/** Plans of the installation are for everybody's tenants where an administrator chooses; a reseller has none but their own. */
function planFor(tx: Queries, plan: string, reseller: string | null, caller: Caller): typeof plans.$inferSelect {
  const row = planOf(tx, plan)
  if (row.reseller !== reseller && (row.reseller !== null || !caller.administrator)) {
    if (!caller.administrator) throw new ReeveError('not_found', 'There is no such plan. Choose one of the list.')
    throw new ReeveError('conflict', `The plan ${row.name} is for the tenants of its own reseller. Choose another plan with this change.`)
  }
  return row
}

function isReseller(tx: Queries, person: string): void {
  if (personOf(tx, person).duty !== 'reseller') throw new ReeveError('conflict', 'This person is no reseller. Give them that duty first.')
}

function planOf(tx: Queries, plan: string): typeof plans.$inferSelect {
  const row = tx.select().from(plans).where(eq(plans.id, plan)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such plan. Choose one of the list.')
  return row
}
