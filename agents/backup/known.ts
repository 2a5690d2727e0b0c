import { ReeveError } from '../../contracts/errors.ts'
import { kindOf } from '../catalogue/index.ts'
import type { Kind } from '../catalogue/kind.ts'
import type { ServiceFacts } from '../core/facts.ts'

export interface Known {
  kind: Kind
  name: string
}

/** The service as the keep knows it. Suspended tenants are backed up, too; nothing of theirs is woken or changed. */
export function known({ tenant }: { tenant: string }, { service }: ServiceFacts): Known {
  if (service === null || service.tenant !== tenant) throw new ReeveError('not_found', 'There is no such service.')
  const kind = kindOf(service.kind)
  if (kind === undefined) throw new ReeveError('unknown_kind', `There is no kind ${service.kind} any more.`)
  return { kind, name: service.name }
}

export function notSuspended({ suspended }: ServiceFacts): void {
  if (suspended) throw new ReeveError('suspended', 'The tenant is suspended. Ask your administrator to resume it.')
}
