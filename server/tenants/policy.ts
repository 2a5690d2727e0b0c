import { ReeveError } from '../../contracts/errors.ts'
import { type Amount, type Rates, type Resources, rateNames, type TenantLimits } from '../../contracts/limits.ts'
import type { ObjectState } from '../../contracts/states.ts'

type Counted = Amount | 'services'
const limitWords: Record<Counted, { name: string; one?: string; unit: string }> = {
  services: { name: 'services', one: 'service', unit: '' },
  cpus: { name: 'processors', one: 'processor', unit: '' },
  memoryMiB: { name: 'memory', unit: ' MiB' },
  diskMiB: { name: 'disk', unit: ' MiB' },
  processes: { name: 'processes', unit: '' },
}
const limitNames = Object.keys(limitWords) as Counted[]
const rateWords: Record<keyof Rates, string> = {
  cpuPercent: '% of a CPU',
  ioMiBps: 'MiB of disk traffic in a second',
  networkMbps: 'Mbit in a second',
}

/** What services use together. */
export function sumOf(all: readonly Resources[]): TenantLimits {
  const sum: TenantLimits = { services: all.length, cpus: 0, memoryMiB: 0, diskMiB: 0, processes: 0 }
  for (const one of all) {
    sum.cpus += one.cpus
    sum.memoryMiB += one.memoryMiB
    sum.diskMiB += one.diskMiB
    sum.processes += one.processes
  }
  return sum
}

/** Throws `over_limit` that names the first limit which `used` goes beyond. */
export function withinLimits(used: TenantLimits, limits: TenantLimits, what: string): void {
  for (const key of limitNames) {
    if (used[key] <= limits[key]) continue
    const { name, one = name, unit } = limitWords[key]
    throw new ReeveError(
      'over_limit',
      `${what} needs ${used[key]}${unit} ${used[key] === 1 ? one : name} in all, and the plan allows ${limits[key]}${unit}. Choose less, or a larger plan.`,
    )
  }
}

/** A service of its own is never quicker than the plan lets each one be. */
export function withinRates(wanted: Rates, limits: Rates): void {
  for (const name of rateNames) {
    const [own, most] = [wanted[name], limits[name]]
    if (own === undefined || most === undefined || own <= most) continue
    throw new ReeveError('over_limit', `The plan allows each service ${most} ${rateWords[name]}. Choose less, or a larger plan.`)
  }
}

/** Throws `over_limit` when the plan allows fewer domains than there are. */
export function withinDomains(used: number, limits: TenantLimits, what: string): void {
  if (limits.domains === undefined || used <= limits.domains) return
  throw new ReeveError(
    'over_limit',
    `${what} needs ${used} domains in all, and the plan allows ${limits.domains}. Remove some, or choose a larger plan.`,
  )
}

/** A tenant that goes takes nothing new. */
export function takesChanges(state: ObjectState): void {
  if (state === 'deleting') throw new ReeveError('conflict', 'This tenant is being deleted. Nothing can be changed in it any more.')
}
