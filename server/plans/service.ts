import { and, count, eq, isNull, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { createPlanInput, updatePlanInput } from '../../contracts/api.ts'
import { canonicalJson } from '../../contracts/canonical.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import type { listInput } from '../../contracts/list.ts'
import type { Page, PlanView } from '../../contracts/views.ts'
import type { Queries } from '../../db/client.ts'
import { plans, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { roomForRules } from '../firewall/lists.ts'
import { forgetPlan } from '../firewall/service.ts'
import { holds, orderBy } from '../listing.ts'
import { stillAs } from '../meanwhile.ts'
import { withinReseller } from '../resellers/limits.ts'
import { wantChanged } from '../services/wanted.ts'
import { fitsInto, limitsOf, underCeiling } from '../tenants/limits.ts'
import { withinCeiling } from '../tenants/policy.ts'
import { wantTenant } from '../tenants/wanted.ts'

const resellerName = sql<string | null>`(select people.name from people where people.id = plans.reseller)`

/** As text: in a select from one table drizzle leaves the tables' names away, and `id` would mean another one. */
const tenantCount = sql<number>`(select count(*) from tenants where tenants.plan = plans.id)`

/** A reseller sees none but their own. */
export function list(app: App, caller: Caller, input: z.output<typeof listInput>): Page<PlanView> {
  const { queries } = app.database
  const own = caller.duty === 'reseller' ? eq(plans.reseller, caller.person) : undefined
  const where = and(own, holds(input.search, [plans.name]))
  const items = queries
    .select({
      id: plans.id,
      name: plans.name,
      limits: plans.limits,
      idle: plans.idle,
      automatic: plans.automatic,
      reseller: plans.reseller,
      resellerName,
      tenants: tenantCount,
    })
    .from(plans)
    .where(where)
    .orderBy(orderBy({ name: plans.name, tenants: tenantCount, createdAt: plans.createdAt }, input.sort, input.descending), plans.name)
    .limit(input.limit)
    .offset(input.offset)
    .all()
  return { items, total: queries.select({ all: count() }).from(plans).where(where).get()?.all ?? 0 }
}

export function create(app: App, caller: Caller, input: z.output<typeof createPlanInput>): { plan: string } {
  const plan = newId('n')
  return change(app, caller, { what: 'plan.create', object: plan, detail: input.name }, ['plans'], (tx, now) => {
    const reseller = caller.duty === 'reseller' ? caller.person : null
    nameIsFree(tx, input.name, reseller, plan)
    withinCeiling(input.limits, app.watch.seen().observation?.ceiling, `the plan ${input.name}`)
    tx.insert(plans)
      .values({ id: plan, ...input, reseller, createdAt: now })
      .run()
    return { plan }
  })
}

/**
 * Every tenant of the plan, and every service that the plan now means something else for, is applied again. `shortened`: so many services had own
 * sleep times that the plan allows no more.
 */
export function update(app: App, caller: Caller, input: z.output<typeof updatePlanInput>): { actions: string[]; shortened: number } {
  const { plan, name, limits, idle, automatic, was } = input
  return change(app, caller, { what: 'plan.update', object: plan, detail: name }, ['plans', 'tenants'], (tx, now) => {
    const before = tx.select().from(plans).where(eq(plans.id, plan)).get()
    if (before === undefined) throw new ReeveError('not_found', 'There is no such plan.')
    stillAs(was, before, `The plan ${before.name}`)
    nameIsFree(tx, name, before.reseller, plan)
    const limitsChanged = canonicalJson(before.limits) !== canonicalJson(limits)
    if (limitsChanged) withinCeiling(limits, app.watch.seen().observation?.ceiling, `the plan ${name}`)
    const all = tx.select().from(tenants).where(eq(tenants.plan, plan)).all()
    for (const tenant of all) {
      fitsInto(tx, tenant, limitsOf({ limits }, tenant), 'this plan')
      roomForRules(tx, tenant.id, limits)
    }
    tx.update(plans).set({ name, limits, idle, automatic }).where(eq(plans.id, plan)).run()
    if (limitsChanged) for (const { id } of all) underCeiling(app, tx, id)
    for (const reseller of new Set(all.map((tenant) => tenant.reseller))) withinReseller(tx, reseller)
    const living = all.filter((tenant) => tenant.state !== 'deleting')
    const wanted = living.map((tenant) => {
      const actor = actorOf(caller, tenant.id)
      return {
        tenant: limitsChanged ? [wantTenant(tx, tenant.id, actor, now)] : [],
        ...wantChanged(tx, tenant.id, before, { limits, idle }, actor, now),
      }
    })
    return {
      actions: wanted.flatMap(({ tenant, actions }) => [...tenant, ...actions]),
      shortened: wanted.reduce((sum, { shortened }) => sum + shortened, 0),
    }
  })
}

export function remove(app: App, caller: Caller, plan: string): void {
  change(app, caller, { what: 'plan.delete', object: plan }, ['plans'], (tx, now) => {
    if (tx.select({ id: plans.id }).from(plans).where(eq(plans.id, plan)).get() === undefined)
      throw new ReeveError('not_found', 'There is no such plan.')
    if (tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.plan, plan)).get() !== undefined)
      throw new ReeveError('conflict', 'Tenants have this plan. Give them another one first.')
    tx.delete(plans).where(eq(plans.id, plan)).run()
    forgetPlan(tx, plan, caller, now)
  })
}

function nameIsFree(tx: Queries, name: string, reseller: string | null, except: string): void {
  const own = reseller === null ? isNull(plans.reseller) : eq(plans.reseller, reseller)
  const row = tx
    .select({ id: plans.id })
    .from(plans)
    .where(and(own, eq(plans.name, name)))
    .get()
  if (row !== undefined && row.id !== except) throw new ReeveError('conflict', `There is a plan ${name} already. Choose another name.`)
}
