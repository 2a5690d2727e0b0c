/** What a list of rules must keep to beyond the shape of each. Forms, backend and gate ask the same. Pure. */
import type { Rule } from './firewall.ts'

interface Known {
  /** Sets that the list may name. */
  sets: ReadonlySet<string>
  /** Services whose rules these are: null for rules of no tenant. `strangers` are known to be others'. */
  services: { own: ReadonlySet<string>; strangers: ReadonlySet<string> } | null
}

/** A sentence for people, or undefined when the list may stand. */
export function rulesFault(rules: readonly Rule[], { sets, services }: Known): string | undefined {
  for (const { remote, services: named } of rules) {
    if (remote.kind === 'set' && !sets.has(remote.set)) return 'A rule names a set of addresses that is not there. Choose another set.'
    if (named !== null && services === null) return 'Only rules of a tenant are for single services.'
    if (named?.some((service) => services?.strangers.has(service)))
      return 'A rule names a service that is not there. Choose another service.'
  }
  return undefined
}
