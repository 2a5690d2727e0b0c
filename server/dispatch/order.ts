import { type ActionName, actionSpec } from '../../contracts/actions.ts'

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
const beside = (name: ActionName): boolean => actionSpec(name).beside === true
const ofFiles = (name: ActionName): boolean => name.startsWith('site.') || name.startsWith('files.')

/** What was asked for one tenant before the action that is looked at. */
interface Earlier {
  any: boolean
  /** The tenant itself is to be changed. */
  tenant: boolean
  /** Objects that something is asked for, and those of them where it is more than their files. */
  objects: Set<string>
  beyondFiles: Set<string>
  /** Those where something is asked for that does not take hours. */
  short: Set<string>
}

/**
 * The actions that may be sent now, of all that are pending or running, given in any order. The tenant before its services, everything of an
 * object in its order, and the end of a tenant or service after all else but what takes hours: the keep ends that, which may wait for a tenant to be
 * resumed. But nobody waits for a long deployment to suspend a tenant or to wake a service, and what goes on beside waits for nothing of its object, nor does anything there wait for it: a cancellation would come too late.
 */
export function ready<Q extends Queued>(open: readonly Q[]): Q[] {
  const before = new Map<string | null, Earlier>()
  return open
    .toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))
    .filter((action) => {
      const earlier = before.get(action.tenant) ?? {
        any: false,
        tenant: false,
        objects: new Set(),
        beyondFiles: new Set(),
        short: new Set(),
      }
      before.set(action.tenant, earlier)
      const waits = waitsFor(earlier, action)
      note(earlier, action)
      return !waits
    })
}

function waitsFor(earlier: Earlier, { name, tenant, object }: Queued): boolean {
  const { objects, beyondFiles, short } = earlier
  const before = power(name) ? beyondFiles : name === 'service.delete' ? short : objects
  if (object !== null && !beside(name) && before.has(object)) return true
  if (tenant === null) return false
  return name === 'tenant.delete' ? earlier.any : earlier.tenant
}

function note(earlier: Earlier, { name, object }: Queued): void {
  const lasts = actionSpec(name).lasts === true
  if (!lasts) earlier.any = true
  if (ofTenant(name)) earlier.tenant = true
  if (object === null || beside(name)) return
  earlier.objects.add(object)
  if (!lasts) earlier.short.add(object)
  if (!ofFiles(name)) earlier.beyondFiles.add(object)
}
