import { type ActionName, type AgentName, actionSpec } from '../../contracts/actions.ts'

type Flying = { name: ActionName; tenant: string | null }

/**
 * How many actions of one agent are under way at once, and how many of them for one tenant. Each agent has its own: one that is dead, or slow
 * for as long as tenants like, takes no room from the others. What the door does itself never waits.
 */
const slots: Record<AgentName, { all: number; ofTenant: number }> = {
  door: { all: Number.POSITIVE_INFINITY, ofTenant: Number.POSITIVE_INFINITY },
  tenancy: { all: 6, ofTenant: 3 },
  services: { all: 24, ofTenant: 8 },
  waker: { all: 8, ofTenant: 4 },
  gate: { all: 6, ofTenant: 3 },
  licence: { all: 4, ofTenant: 2 },
  stats: { all: 2, ofTenant: 1 },
  // The word that confirms a change passes the change itself.
  host: { all: 6, ofTenant: 6 },
  patch: { all: 3, ofTenant: 3 },
  backup: { all: 16, ofTenant: 4 },
}

export interface Slots {
  /** False when there is no room for it now. */
  take(action: Flying): boolean
  free(action: Flying): void
}

export function makeSlots(): Slots {
  const taken = new Map<string, number>()
  const keysOf = ({ name, tenant }: Flying) => {
    const { agent } = actionSpec(name)
    return { agent, whole: agent, own: `${agent} ${tenant}` }
  }
  const add = (key: string, more: number): void => {
    const next = (taken.get(key) ?? 0) + more
    if (next === 0) taken.delete(key)
    else taken.set(key, next)
  }
  return {
    take(action) {
      const { agent, whole, own } = keysOf(action)
      if ((taken.get(whole) ?? 0) >= slots[agent].all || (taken.get(own) ?? 0) >= slots[agent].ofTenant) return false
      add(whole, 1)
      add(own, 1)
      return true
    },
    free(action) {
      const { whole, own } = keysOf(action)
      add(whole, -1)
      add(own, -1)
    },
  }
}
