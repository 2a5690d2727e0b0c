import { ReeveError } from '../../contracts/errors.ts'
import { restoreKey } from '../core/instance-keys.ts'
import type { Config } from '../engine/client.ts'

/** Throws while a restore has the VPS: its volume may be just away, so it would be made anew, empty, or start without its data. */
export function refuseRestoring(config: Config | undefined): void {
  if (config?.[restoreKey] === undefined) return
  throw new ReeveError('conflict', 'A restore of this service was not finished. Restore one of its backups once more, then try again.')
}
