import { type ActionName, actionSpec } from '../../contracts/actions.ts'
import type { Parsed } from './parse.ts'

const isPower = (name: ActionName): boolean => name === 'service.wake' || name === 'service.sleep'

/**
 * Whether a later action has to wait for an earlier one that is not answered yet: a service waits for its tenant and for itself, routes wait
 * for the services that they lead to, the end of a tenant waits for all. Nobody waits for a long deployment to suspend a tenant or to wake a
 * service; reads and what goes on beside wait for nothing, and nobody waits for them.
 */
export function waitsFor(later: Parsed, earlier: Parsed): boolean {
  const [first, second] = [actionSpec(earlier.name), actionSpec(later.name)]
  if (first.reads || second.reads || first.beside || second.beside) return false
  const [a, b] = [later.input, earlier.input]
  if (!('tenant' in a) || !('tenant' in b) || a.tenant === null || a.tenant !== b.tenant) return false
  if (later.name === 'tenant.delete' || earlier.name.startsWith('tenant.')) return true
  if (later.name === 'routes.apply' && earlier.name === 'service.apply') {
    return later.input.services.some((routes) => routes.service === earlier.input.service)
  }
  if ('service' in a && 'service' in b) {
    const busy = isPower(later.name) && (earlier.name.startsWith('site.') || earlier.name.startsWith('files.'))
    return a.service === b.service && !busy
  }
  return actionSpec(later.name).agent === 'gate' && actionSpec(earlier.name).agent === 'gate'
}
