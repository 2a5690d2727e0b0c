import { ReeveError } from '../../../contracts/errors.ts'
import type { TenantLimits } from '../../../contracts/limits.ts'
import type { Config } from '../../engine/client.ts'
import { parseMiB } from '../../engine/sizes.ts'

/** What the VPSs of a tenant have already, and the copy beside them. Disk is counted by volumes. */
export interface Beside {
  instances: readonly { config: Config }[]
  otherDiskMiB: number
}

const shares = [
  { key: 'limits.cpu', of: 'cpus', words: 'CPUs', read: Number },
  { key: 'limits.memory', of: 'memoryMiB', words: 'MiB of memory', read: (text: string) => parseMiB(text) ?? 0 },
  { key: 'limits.processes', of: 'processes', words: 'processes', read: Number },
] as const

/** A rehearsal is paid for by the tenant: for as long as it takes, its copy counts like one more service. */
export function fits(wanted: { config: Config; diskMiB: number }, beside: Beside, limits: TenantLimits): void {
  for (const { key, of, words, read } of shares) {
    const used = beside.instances.reduce((sum, { config }) => sum + read(config[key] ?? '0'), 0)
    refuse(read(wanted.config[key] ?? '0'), limits[of] - used, words)
  }
  refuse(wanted.diskMiB, limits.diskMiB - beside.otherDiskMiB, 'MiB of disk')
}

function refuse(needed: number, left: number, words: string): void {
  if (needed <= left) return
  throw new ReeveError(
    'over_limit',
    `The plan has no room to try it on a copy first: that needs ${needed} ${words}, and ${Math.max(0, left)} are left. Nothing was changed. Do it without the copy, or ask for a larger plan.`,
  )
}
