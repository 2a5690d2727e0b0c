import { count, eq, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { createPlanInput, listInput, updatePlanInput } from '../../contracts/api.ts'
import { canonicalJson } from '../../contracts/canonical.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import type { Page, PlanView } from '../../contracts/views.ts'
import type { Queries } from '../../db/client.ts'
import { plans, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { holds, orderBy } from '../listing.ts'
import { stillAs } from '../meanwhile.ts'
import { shortenOwn } from '../services/shorten.ts'
import { wantChanged } from '../services/wanted.ts'
import { fitsInto, limitsOf } from '../tenants/limits.ts'
import { wantTenant } from '../tenants/wanted.ts'

/** As text: in a select from one table drizzle leaves the tables' names away, and `id` would mean another one. */
const tenantCount = sql<number>`(select count(*) from tenants where tenants.plan = plans.id)`

export function list(app: App, input: z.output<typeof listInput>): Page<PlanView> {
  const { queries } = app.database
  const where = holds(input.search, [plans.name])
  const items = queries
    .select({ id: plans.id, name: plans.name, limits: plans.limits, idle: plans.idle, automatic: plans.automatic, tenants: tenantCount })
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
    nameIsFree(tx, input.name, plan)
    tx.insert(plans)
      .values({ id: plan, ...input, createdAt: now })
      .run()
    return { plan }
  })
}

/**
 * Every tenant of the plan, and every service that follows it, is applied again when the plan changed for it. `shortened`: so many services had own
 * sleep times that the plan allows no more.
 */
export function update(app: App, caller: Caller, input: z.output<typeof updatePlanInput>): { actions: string[]; shortened: number } {
  const { plan, name, limits, idle, automatic, was } = input
  return change(app, caller, { what: 'plan.update', object: plan, detail: name }, ['plans', 'tenants'], (tx, now) => {
    const before = tx.select().from(plans).where(eq(plans.id, plan)).get()
    if (before === undefined) throw new ReeveError('not_found', 'There is no such plan.')
    stillAs(was, before, `The plan ${before.name}`)
    nameIsFree(tx, name, plan)
    const all = tx.select().from(tenants).where(eq(tenants.plan, plan)).all()
    for (const tenant of all) fitsInto(tx, tenant.id, limitsOf({ limits }, tenant), `The tenant ${tenant.name}`)
    tx.update(plans).set({ name, limits, idle, automatic }).where(eq(plans.id, plan)).run()
    const living = all.filter((tenant) => tenant.state !== 'deleting')
    const limitsChanged = canonicalJson(before.limits) !== canonicalJson(limits)
    const actor = actorOf(caller, null)
    const shortened = living.flatMap(({ id }) => shortenOwn(tx, { tenant: id, before: before.idle, next: idle, actor, now }))
    const others = living.flatMap((tenant) => [
      ...(limitsChanged ? [wantTenant(tx, tenant.id, actor, now)] : []),
      ...wantChanged(tx, tenant.id, before, { limits, idle }, actor, now),
    ])
    return { actions: [...others, ...shortened], shortened: shortened.length }
  })
}

export function remove(app: App, caller: Caller, plan: string): void {
  change(app, caller, { what: 'plan.delete', object: plan }, ['plans'], (tx) => {
    if (tx.select({ id: plans.id }).from(plans).where(eq(plans.id, plan)).get() === undefined)
      throw new ReeveError('not_found', 'There is no such plan.')
    if (tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.plan, plan)).get() !== undefined)
      throw new ReeveError('conflict', 'Tenants have this plan. Give them another one first.')
    tx.delete(plans).where(eq(plans.id, plan)).run()
  })
}

function nameIsFree(tx: Queries, name: string, except: string): void {
  const row = tx.select({ id: plans.id }).from(plans).where(eq(plans.name, name)).get()
  if (row !== undefined && row.id !== except) throw new ReeveError('conflict', `There is a plan ${name} already. Choose another name.`)
}
