import { eq } from 'drizzle-orm'
import type { ActionInput } from '../../contracts/actions.ts'
import type { Actor } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { Queries } from '../../db/client.ts'
import { firewallStates, tenants } from '../../db/schema/index.ts'
import { want } from '../dispatch/want.ts'
import { installationLists, rulesOf, setRow, setsOf } from './lists.ts'

export interface Wish {
  actor: Actor
  now: number
  /** The change may cut off who asks for it. */
  guard: boolean
  /** The generation is above it when the keep is ahead. */
  after?: number | undefined
}

type Carrier = 'firewall.apply' | 'firewall.set' | 'firewall.tenant'

export const stateOf = (tx: Queries, key: string): typeof firewallStates.$inferSelect | undefined =>
  tx.select().from(firewallStates).where(eq(firewallStates.key, key)).get()

/** Wants the global rules, those of all plans, and the names of all sets of the installation. Returns the action's id. */
export function wantInstallation(tx: Queries, wish: Wish): string {
  const lists = installationLists(tx)
  return wanted(tx, 'firewall.apply', 'installation', null, wish, {
    rules: lists.find(({ key }) => key === 'global')?.rules ?? [],
    plans: lists.filter(({ key }) => key !== 'global').map(({ key, rules }) => ({ plan: key, rules })),
    sets: setsOf(tx, undefined).map(({ id }) => id),
  })
}

export function wantSet(tx: Queries, set: string, wish: Wish): string {
  const { id, name, networks } = setRow(tx, undefined, set)
  return wanted(tx, 'firewall.set', id, null, wish, { set: id, name, networks })
}

/** Wants the rules of a tenant with his sets, and says which plan he has. */
export function wantTenantRules(tx: Queries, tenant: string, wish: Wish): string {
  const row = tx.select({ plan: tenants.plan }).from(tenants).where(eq(tenants.id, tenant)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such tenant.')
  const sets = setsOf(tx, tenant).map(({ id, name, networks }) => ({ id, name, networks }))
  return wanted(tx, 'firewall.tenant', tenant, tenant, wish, { tenant, plan: row.plan, rules: rulesOf(tx, { tenant }), sets })
}

function wanted<N extends Carrier>(
  tx: Queries,
  name: N,
  key: string,
  tenant: string | null,
  { actor, now, guard: asked, after = 0 }: Wish,
  content: Omit<ActionInput<N>, 'generation' | 'guard'>,
): string {
  const before = stateOf(tx, key)
  const generation = Math.max(before?.generation ?? 0, after) + 1
  // What replaces a wish that nobody has seen yet is as risky as that.
  const guard = asked || (before?.state === 'pending' && before.guard)
  const input = { ...content, generation, guard } as unknown as ActionInput<N>
  // One that waits for its word is under way, and is not replaced.
  const action = want(tx, { name, actor, now, input, replaces: name !== 'firewall.apply' })
  const values = { generation, state: 'pending' as const, error: null, action, guard }
  tx.insert(firewallStates)
    .values({ key, tenant, ...values, stood: null })
    .onConflictDoUpdate({ target: firewallStates.key, set: values })
    .run()
  return action
}

/** Plans whose rules a tenant's services follow: the gate has to know it of every tenant once the plan has rules. */
export function wantFollowers(tx: Queries, plan: string, wish: Omit<Wish, 'guard'>): void {
  for (const { id } of tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.plan, plan)).all()) {
    const stood = stateOf(tx, id)
    if (stood === undefined || stood.stood?.plan !== plan) wantTenantRules(tx, id, { ...wish, guard: false })
  }
}

/** After a tenant was made or got another plan: when there are rules that depend on it. */
export function wantPlanOf(tx: Queries, tenant: string, plan: string, wish: Omit<Wish, 'guard'>): void {
  if (stateOf(tx, tenant) !== undefined || rulesOf(tx, { plan }).length > 0) wantTenantRules(tx, tenant, { ...wish, guard: false })
}
