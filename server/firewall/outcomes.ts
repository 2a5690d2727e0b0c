import { eq } from 'drizzle-orm'
import { parseInput } from '../../contracts/envelope.ts'
import type { Rule } from '../../contracts/firewall.ts'
import type { Queries } from '../../db/client.ts'
import { addressSets, firewallStates, tenants } from '../../db/schema/index.ts'
import { askAgain, system } from '../dispatch/actors.ts'
import type { ActionRow } from '../dispatch/envelope.ts'
import type { Failure, Outcome } from '../dispatch/outcomes.ts'
import { installationLists, putRules } from './lists.ts'
import { stateOf, type Wish, wantInstallation, wantSet, wantTenantRules } from './wanted.ts'

interface Carried {
  key: string
  generation: number
  content: Record<string, unknown>
}

/** One outcome for the three: what stood is remembered, and comes back when the gate went back to it. */
function outcomeOf(
  read: (input: ActionRow['input']) => Carried,
  again: (tx: Queries, key: string, wish: Wish) => void,
  restore: Restore,
): Outcome {
  const newest = (tx: Queries, action: ActionRow) => {
    const carried = read(action.input)
    const row = stateOf(tx, carried.key)
    return row?.generation === carried.generation ? { carried, row } : undefined
  }
  return {
    topics: ['firewall'],
    done(tx, action) {
      const { key, generation, content } = read(action.input)
      const row = stateOf(tx, key)
      const state = row?.generation === generation ? { state: 'active' as const, error: null, guard: false } : {}
      tx.update(firewallStates)
        .set({ stood: content, ...state })
        .where(eq(firewallStates.key, key))
        .run()
    },
    failed(tx, action, error: Failure, now) {
      const found = newest(tx, action)
      // A newer wish says what is to be.
      if (found === undefined) return
      const { key } = found.carried
      if (askAgain(error, action.actor)) return again(tx, key, { actor: system, now, guard: found.row.guard, after: error.generation })
      const { code, message } = error
      const wentBack = code === 'conflict' && !error.untouched
      if (wentBack) restore(tx, key, found.row.stood)
      tx.update(firewallStates)
        .set({ state: wentBack ? 'active' : 'failed', error: { code, message }, guard: false })
        .where(eq(firewallStates.key, key))
        .run()
    },
  }
}

type Restore = (tx: Queries, key: string, stood: Record<string, unknown> | null) => void

export const firewallApply = outcomeOf(
  (input) => {
    const { generation, guard: _, ...content } = parseInput('firewall.apply', input)
    return { key: 'installation', generation, content }
  },
  (tx, _key, wish) => void wantInstallation(tx, wish),
  (tx, _key, stood) => {
    const before = stood === null ? { rules: [], plans: [] } : parseInput('firewall.apply', { ...stood, generation: 1, guard: false })
    for (const { key } of installationLists(tx)) if (key !== 'global') putRules(tx, { plan: key }, [])
    putRules(tx, {}, before.rules as Rule[])
    for (const { plan, rules } of before.plans) putRules(tx, { plan }, rules)
  },
)

export const firewallSet = outcomeOf(
  (input) => {
    const { generation, guard: _, ...content } = parseInput('firewall.set', input)
    return { key: content.set, generation, content }
  },
  (tx, key, wish) => void wantSet(tx, key, wish),
  (tx, key, stood) => {
    const networks = stood === null ? [] : parseInput('firewall.set', { ...stood, generation: 1, guard: false }).networks
    tx.update(addressSets).set({ networks }).where(eq(addressSets.id, key)).run()
  },
)

export const firewallTenant = outcomeOf(
  (input) => {
    const { generation, guard: _, ...content } = parseInput('firewall.tenant', input)
    return { key: content.tenant, generation, content }
  },
  (tx, key, wish) => {
    // Gone with all it had meanwhile.
    if (tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.id, key)).get() !== undefined) wantTenantRules(tx, key, wish)
  },
  (tx, tenant, stood) => {
    const before = stood === null ? { rules: [], sets: [] } : parseInput('firewall.tenant', { ...stood, generation: 1, guard: false })
    putRules(tx, { tenant }, before.rules as Rule[])
    for (const { id, networks } of before.sets) tx.update(addressSets).set({ networks }).where(eq(addressSets.id, id)).run()
  },
)
