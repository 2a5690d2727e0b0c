import { eq } from 'drizzle-orm'
import { canonicalJson } from '../../contracts/canonical.ts'
import { parseInput } from '../../contracts/envelope.ts'
import type { Queries } from '../../db/client.ts'
import { domains, people, plans, services, tenants } from '../../db/schema/index.ts'
import { askAgain, system } from '../dispatch/actors.ts'
import type { Outcome } from '../dispatch/outcomes.ts'
import { wantPlanOf } from '../firewall/wanted.ts'
import { wantChanged } from '../services/wanted.ts'
import { wantTenant } from './wanted.ts'

export const tenantApply: Outcome = {
  topics: ['tenants'],
  done(tx, action) {
    const input = parseInput('tenant.apply', action.input)
    const row = tx.select().from(tenants).where(eq(tenants.id, input.tenant)).get()
    if (row?.generation !== input.generation || row.state !== 'pending') return
    tx.update(tenants)
      .set({ state: row.suspended ? 'suspended' : 'active', error: null, inUse: settingsOf(row) })
      .where(eq(tenants.id, input.tenant))
      .run()
  },
  failed(tx, action, error, now) {
    const input = parseInput('tenant.apply', action.input)
    const row = tx.select().from(tenants).where(eq(tenants.id, input.tenant)).get()
    if (row?.generation !== input.generation) return
    if (askAgain(error, action.actor)) return void wantTenant(tx, input.tenant, system, now, error.generation)
    if (action.actor.person !== 'system' && goBack(tx, row, now)) return
    const { code, message } = error
    tx.update(tenants).set({ state: 'failed', error: { code, message } }).where(eq(tenants.id, input.tenant)).run()
  },
}

const settingsOf = ({ plan, extra, reseller }: typeof tenants.$inferSelect) => ({ plan, extra, reseller })

/** The tenant goes on with the plan, and whose customer it was, that the keep accepted last. False when that is no other, or gone meanwhile. */
function goBack(tx: Queries, row: typeof tenants.$inferSelect, now: number): boolean {
  const { id, inUse } = row
  if (inUse === null || canonicalJson(inUse) === canonicalJson(settingsOf(row))) return false
  const planOf = (plan: string) => tx.select().from(plans).where(eq(plans.id, plan)).get()
  const [before, refused] = [planOf(inUse.plan), planOf(row.plan)]
  if (before === undefined || refused === undefined) return false
  const reseller = inUse.reseller === null ? undefined : tx.select().from(people).where(eq(people.id, inUse.reseller)).get()
  if (inUse.reseller !== null && reseller?.duty !== 'reseller') return false
  tx.update(tenants).set(inUse).where(eq(tenants.id, id)).run()
  wantTenant(tx, id, system, now)
  if (before.id !== refused.id) wantPlanOf(tx, id, before.id, { actor: system, now })
  wantChanged(tx, id, refused, before, system, now)
  return true
}

export const tenantDelete: Outcome = {
  topics: ['tenants', 'people', 'services', 'domains', 'certificates'],
  /** The keep has taken routes, services and certificates along: their names are free now. */
  done(tx, action) {
    const { tenant } = parseInput('tenant.delete', action.input)
    tx.delete(domains).where(eq(domains.tenant, tenant)).run()
    tx.delete(services).where(eq(services.tenant, tenant)).run()
    tx.delete(tenants).where(eq(tenants.id, tenant)).run()
  },
  failed(tx, action, { code, message, generation, untouched }, now) {
    const { tenant } = parseInput('tenant.delete', action.input)
    // The keep has none: making it failed, or it is gone already.
    if (code === 'not_found') return tenantDelete.done?.(tx, action, {}, now)
    const row = tx.select().from(tenants).where(eq(tenants.id, tenant)).get()
    // Asked for once more, it is above what the keep has.
    const ahead = generation === undefined ? {} : { generation }
    const as = (change: Partial<typeof tenants.$inferInsert>) =>
      void tx
        .update(tenants)
        .set({ ...change, ...ahead })
        .where(eq(tenants.id, tenant))
        .run()
    if (untouched && row?.state === 'deleting') return as({ state: row.error !== null ? 'failed' : row.suspended ? 'suspended' : 'active' })
    as({ state: 'failed', error: { code, message } })
  },
}
