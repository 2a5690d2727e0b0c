import { actionSpec } from '../../contracts/actions.ts'
import type { Parsed } from './parse.ts'

/**
 * Whether a later action has to wait for an earlier one that is not answered yet: a service waits for its tenant and for itself, routes wait
 * for the services that they lead to. Reads wait for nothing.
 */
export function waitsFor(later: Parsed, earlier: Parsed): boolean {
  if (actionSpec(earlier.name).reads || actionSpec(later.name).reads) return false
  const [a, b] = [later.input, earlier.input]
  if (!('tenant' in a) || !('tenant' in b) || a.tenant === null || a.tenant !== b.tenant) return false
  if (later.name.startsWith('tenant.') || earlier.name.startsWith('tenant.')) return true
  if (later.name === 'routes.apply' && earlier.name === 'service.apply') {
    return later.input.services.some((routes) => routes.service === earlier.input.service)
  }
  if ('service' in a && 'service' in b) return a.service === b.service
  return actionSpec(later.name).agent === 'gate' && actionSpec(earlier.name).agent === 'gate'
}
