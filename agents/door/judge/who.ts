import { type ActionName, actionSpec } from '../../../contracts/actions.ts'
import { type Fault, fault, type Parsed } from '../parse.ts'
import type { Records } from '../records.ts'

/** What the backend may ask in its own name: routine wishes that a person had, once more, the requests of services, and what they use. */
const repairs: readonly ActionName[] = [
  'tenant.apply',
  'service.apply',
  'routes.apply',
  'asks.collect',
  'asks.answer',
  'service.snapshot',
  'service.usage',
]

/** The first keys: the person is in no list yet, the terminal's secret stands for everything. */
export const isBySecret = (parsed: Parsed): boolean =>
  parsed.name === 'authenticator.enrol' &&
  parsed.input.secret !== null &&
  parsed.input.tenant === null &&
  parsed.input.person === parsed.action.actor.person

/** Roles by the table of contracts/actions.ts; administrators by the keep's own list. Memberships are known to the backend alone. */
export function whoFault(parsed: Parsed, records: Records): Fault | undefined {
  const { actor } = parsed.action
  if (actor.person === 'system') {
    return repairs.includes(parsed.name) ? undefined : fault('forbidden', 'The backend may ask for this only in the name of a person.')
  }
  if (!actionSpec(parsed.name).who.includes(actor.role)) return fault('forbidden', 'This role may not ask for this.')
  if (actor.role === 'administrator') {
    if (actor.person === 'root' || isBySecret(parsed) || records.administrator(actor.person) !== undefined) return undefined
    return fault('forbidden', 'This person is no administrator in the keep. Another administrator has to add them.')
  }
  if (actor.person === 'root') return fault('forbidden', 'Root of the machine asks as an administrator.')
  const tenant = 'tenant' in parsed.input ? parsed.input.tenant : null
  return tenant === null ? fault('forbidden', 'Only an administrator may ask for this.') : undefined
}
