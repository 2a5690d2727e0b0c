import { ReeveError } from '../../contracts/errors.ts'
import { vaultBackups } from '../../contracts/vault.ts'
import { kindOf } from '../catalogue/index.ts'
import type { Kind } from '../catalogue/kind.ts'
import type { ServiceFacts } from '../core/facts.ts'
import type { BackupDeps } from './deps.ts'

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

/** The backup is the one that people saw when they agreed: its time is what the words of the action show. */
export async function asShown(
  { vault }: Pick<BackupDeps, 'vault'>,
  {
    tenant,
    service,
    backup,
    at,
    source = service,
  }: { tenant: string; service: string; source?: string | undefined; backup: string; at: number },
): Promise<void> {
  const { backups } = await vault.call('GET', `/v1/backups?source=${source}`, vaultBackups)
  const found = backups.find(({ id, owner }) => id === backup && owner === tenant)
  if (found === undefined) throw new ReeveError('not_found', 'There is no such backup. Look at the list again.')
  if (found.at !== at) throw new ReeveError('conflict', 'This backup was made at another time than was shown. Look at the list again.')
}

export function notSuspended({ suspended }: ServiceFacts): void {
  if (suspended) throw new ReeveError('suspended', 'The tenant is suspended. Ask your administrator to resume it.')
}
