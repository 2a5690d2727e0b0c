import { ReeveError } from '../../contracts/errors.ts'
import { type Amount, type Rates, type Resources, rateNames, type TenantLimits } from '../../contracts/limits.ts'
import type { ObjectState } from '../../contracts/states.ts'

type Counted = Amount | 'services'
const limitWords: Record<Counted, { name: string; one?: string; unit?: string }> = {
  services: { name: 'services', one: 'service' },
  cpus: { name: 'processors', one: 'processor' },
  memoryMiB: { name: 'MiB of memory', unit: ' MiB' },
  diskMiB: { name: 'MiB of disk', unit: ' MiB' },
  processes: { name: 'processes', one: 'process' },
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

const wordsOf = (key: Counted, amount: number): string => {
  const { name, one = name } = limitWords[key]
  return `${amount} ${amount === 1 ? one : name}`
}

/** Throws `over_limit` that names the first limit which all services of the tenant together go beyond. `under`: the plan, where it is another one. */
export function withinLimits(used: TenantLimits, limits: TenantLimits, tenant: string, under?: string): void {
  const over = limitNames.find((key) => used[key] > limits[key])
  if (over === undefined) return
  const would = over === 'services' ? `${tenant} would have` : `All services of ${tenant} together would need`
  const may = `${under === undefined ? '' : `under ${under} `}the tenant may ${over === 'services' ? 'have' : 'use'}`
  throw new ReeveError(
    'over_limit',
    `${would} ${wordsOf(over, used[over])}; ${may} ${limits[over]}${limitWords[over].unit ?? ''}. Choose less, or a larger plan.`,
  )
}

/** Throws `over_limit` when the keep lets no tenant have so much. Says nothing while it is not known how much that is: the keep refuses by itself. */
export function withinCeiling(limits: TenantLimits, ceiling: TenantLimits | undefined, what: string): void {
  const over = ceiling && limitNames.find((key) => limits[key] > ceiling[key])
  if (ceiling === undefined || over === undefined) return
  throw new ReeveError(
    'over_limit',
    `This installation allows a tenant at most ${wordsOf(over, ceiling[over])}, and ${what} would have ${limits[over]}. Choose less.`,
  )
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
export function withinDomains(used: number, limits: TenantLimits, tenant: string): void {
  if (limits.domains === undefined || used <= limits.domains) return
  throw new ReeveError(
    'over_limit',
    `${tenant} would have ${used} ${used === 1 ? 'domain' : 'domains'}, and the plan allows ${limits.domains}. Remove some, or choose a larger plan.`,
  )
}

/** A tenant that goes takes nothing new. */
export function takesChanges(state: ObjectState): void {
  if (state === 'deleting') throw new ReeveError('conflict', 'This tenant is being deleted. Nothing can be changed in it any more.')
}
