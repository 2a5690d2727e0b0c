import type { ActionName } from '../../contracts/actions.ts'

/** What the order of sending depends on. */
export interface Queued {
  id: string
  name: ActionName
  tenant: string | null
  object: string | null
  sequence: number | null
}

const ofTenant = (name: ActionName): boolean => name === 'tenant.apply' || name === 'tenant.delete'
const power = (name: ActionName): boolean => name === 'service.wake' || name === 'service.sleep'

/**
 * Whether `later` has to wait until `earlier` is answered. The tenant before its services, everything of an object in its order, and the
 * end of a tenant after all else; but nobody waits for a long deployment to suspend a tenant or to wake a service.
 */
export function waitsFor(later: Queued, earlier: Queued): boolean {
  if (power(later.name) && earlier.object === later.object) return !earlier.name.startsWith('site.') && !earlier.name.startsWith('files.')
  if (later.object !== null && later.object === earlier.object) return true
  if (later.tenant === null || later.tenant !== earlier.tenant) return false
  if (later.name === 'tenant.delete') return true
  return ofTenant(earlier.name)
}

/** The actions that may be sent now, of all that are pending or running, given in any order. */
export function ready<Q extends Queued>(open: readonly Q[]): Q[] {
  const inOrder = open.toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))
  const before = new Map<string, Q[]>()
  const free: Q[] = []
  for (const action of inOrder) {
    const key = action.tenant ?? ''
    const earlier = before.get(key) ?? []
    if (!earlier.some((other) => waitsFor(action, other))) free.push(action)
    earlier.push(action)
    before.set(key, earlier)
  }
  return free
}
