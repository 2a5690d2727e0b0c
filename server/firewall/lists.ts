import { and, eq, isNull } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { mostGlobalRules, mostPlanRules, type Rule } from '../../contracts/firewall.ts'
import { firewallRulesOf, type TenantLimits } from '../../contracts/limits.ts'
import type { Queries } from '../../db/client.ts'
import { addressSets, firewallLists, plans, tenants } from '../../db/schema/index.ts'
import { takesChanges } from '../tenants/policy.ts'

/** Whose list: a tenant's, a plan's, or with neither the global one. */
export interface Whose {
  tenant?: string | undefined
  plan?: string | undefined
}

export const keyOf = ({ tenant, plan }: Whose): string => tenant ?? plan ?? 'global'

export const rulesOf = (tx: Queries, whose: Whose): Rule[] =>
  tx
    .select({ rules: firewallLists.rules })
    .from(firewallLists)
    .where(eq(firewallLists.key, keyOf(whose)))
    .get()?.rules ?? []

export function putRules(tx: Queries, whose: Whose, rules: Rule[]): void {
  const key = keyOf(whose)
  if (rules.length === 0) tx.delete(firewallLists).where(eq(firewallLists.key, key)).run()
  else
    tx.insert(firewallLists)
      .values({ key, tenant: whose.tenant ?? null, rules })
      .onConflictDoUpdate({ target: firewallLists.key, set: { rules } })
      .run()
}

/** Rules that the list may have. Throws when there is nobody or nothing whose it could be. */
export function mostOf(tx: Queries, { tenant, plan }: Whose): number {
  if (tenant !== undefined && plan !== undefined) throw new ReeveError('bad_input', 'A list is of a tenant or of a plan, not of both.')
  if (tenant !== undefined) {
    const row = tx.select().from(tenants).innerJoin(plans, eq(plans.id, tenants.plan)).where(eq(tenants.id, tenant)).get()
    if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
    takesChanges(row.tenants.state)
    return firewallRulesOf(row.plans.limits)
  }
  if (plan === undefined) return mostGlobalRules
  if (tx.select({ id: plans.id }).from(plans).where(eq(plans.id, plan)).get() === undefined)
    throw new ReeveError('not_found', 'There is no such plan. Choose one of the list.')
  return mostPlanRules
}

const ofTenant = (tenant: string | undefined) => (tenant === undefined ? isNull(addressSets.tenant) : eq(addressSets.tenant, tenant))

export type SetRow = typeof addressSets.$inferSelect

/** Sets that rules of the list may name: a tenant's own; for plan and installation the administrator's. */
export const setsOf = (tx: Queries, tenant: string | undefined): SetRow[] =>
  tx.select().from(addressSets).where(ofTenant(tenant)).orderBy(addressSets.name).all()

export function setRow(tx: Queries, tenant: string | undefined, id: string): SetRow {
  const row = tx
    .select()
    .from(addressSets)
    .where(and(eq(addressSets.id, id), ofTenant(tenant)))
    .get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  return row
}

/** All lists in which rules could name a set of the installation: the global one and those of plans. */
export const installationLists = (tx: Queries): { key: string; rules: Rule[] }[] =>
  tx.select({ key: firewallLists.key, rules: firewallLists.rules }).from(firewallLists).where(isNull(firewallLists.tenant)).all()

/** How many rules name a set. */
export function namedBy(tx: Queries, tenant: string | undefined, set: string): number {
  const rules = tenant === undefined ? installationLists(tx).flatMap((list) => list.rules) : rulesOf(tx, { tenant })
  return rules.filter(({ remote }) => remote.kind === 'set' && remote.set === set).length
}

/** A plan must have room for the rules that its tenants have already. */
export function roomForRules(tx: Queries, tenant: string, limits: Pick<TenantLimits, 'firewallRules'>): void {
  const held = rulesOf(tx, { tenant }).length
  if (held <= firewallRulesOf(limits)) return
  throw new ReeveError(
    'over_limit',
    `The tenant has ${held} firewall rules, and the plan allows ${firewallRulesOf(limits)}. Delete some first.`,
  )
}
