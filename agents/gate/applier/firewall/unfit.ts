import { ReeveError } from '../../../../contracts/errors.ts'
import type { Rule } from '../../../../contracts/firewall.ts'
import { rulesFault } from '../../../../contracts/firewall-rules.ts'
import type { FirewallKey } from '../../../../contracts/gate.ts'
import type { Wish } from './firewall.ts'
import type { Wanted } from './wanted.ts'

/** Throws for a wish that names what is not its own, or what is not there. The backend says the same before; it is not believed. */
export function refuseUnfit(key: FirewallKey, wish: Wish, wanted: Wanted): void {
  if (!('rules' in wish)) return
  const refuse = (message: string | undefined) => {
    if (message !== undefined) throw new ReeveError('bad_input', message)
  }
  if ('plans' in wish) {
    const missing = wish.sets.find((id) => !wanted.sets.has(id))
    if (missing !== undefined) throw new ReeveError('not_found', 'A set of addresses is not there. Save the set again.')
    for (const rules of [wish.rules, ...wish.plans.map((plan) => plan.rules)])
      refuse(rulesFault(rules, { sets: new Set(wish.sets), services: null }))
    refuse(twice([...wish.rules, ...wish.plans.flatMap((plan) => plan.rules)], otherRules(wanted, undefined)))
    return
  }
  const services = new Set(wanted.services.filter(({ tenant }) => tenant === key).map(({ service }) => service))
  // A service that is being made or deleted has no place at the moment; its rules wait for it.
  const strangers = new Set(wanted.services.filter(({ tenant }) => tenant !== key).map(({ service }) => service))
  refuse(rulesFault(wish.rules, { sets: new Set(wish.sets.map(({ id }) => id)), services: { own: services, strangers } }))
  refuse(twice(wish.rules, otherRules(wanted, key)))
}

/** Ids of all rules that are not the tenant's; without one, those of all tenants. */
function otherRules({ installation, tenants }: Wanted, tenant: string | undefined): Set<string> {
  const theirs = [...tenants].flatMap(([id, { rules }]) => (id === tenant ? [] : rules))
  const global = tenant === undefined ? [] : [...installation.rules, ...installation.plans.flatMap(({ rules }) => rules)]
  return new Set([...theirs, ...global].map(({ id }) => id))
}

/** Counters are known by the id of their rule. */
function twice(rules: readonly Rule[], others: ReadonlySet<string>): string | undefined {
  const seen = new Set(others)
  for (const { id } of rules) {
    if (seen.has(id)) return 'Two rules have the same id. Save the rule again.'
    seen.add(id)
  }
  return undefined
}
