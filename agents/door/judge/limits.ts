import type { ActionInput, ActionName } from '../../../contracts/actions.ts'
import { amounts, firewallRulesOf, maxCertificates, type Rates, rateNames, type TenantLimits } from '../../../contracts/limits.ts'
import { generationOf } from '../../core/journal.ts'
import { type Fault, fault, type Parsed } from '../parse.ts'
import type { Records } from '../records.ts'

type Shown = Exclude<keyof TenantLimits, 'firewallRules' | 'trafficGiB' | 'throttledMbps'>
const shown: Record<Shown, string> = {
  cpus: 'CPUs',
  memoryMiB: 'MiB of memory',
  diskMiB: 'MiB of disk',
  processes: 'processes',
  services: 'services',
  domains: 'domains',
  cpuPercent: '% of a CPU',
  ioMiBps: 'MiB of disk traffic in a second',
  networkMbps: 'Mbit in a second',
}

/** Tenants stay under the keep's ceiling, services under their tenant's limits, summed over what the keep has accepted. */
export function limitFault(parsed: Parsed, records: Records, ceiling: TenantLimits): Fault | undefined {
  if (parsed.name === 'tenant.apply') {
    const { limits } = parsed.input
    const over = ([...amounts, 'services'] as const).find((key) => limits[key] > ceiling[key])
    if (over === undefined) return resellerFault(parsed.input, records)
    return fault('over_limit', `This installation allows at most ${ceiling[over]} ${shown[over]} to one tenant.`)
  }
  if (parsed.name === 'certificate.put') {
    const held = records.certificatesOf(parsed.input.tenant)
    if (held.length < maxCertificates || held.includes(parsed.input.certificate)) return undefined
    return fault('over_limit', `A tenant has at most ${maxCertificates} certificates. Delete those that are not used any more.`)
  }
  if (parsed.name === 'firewall.tenant') {
    const most = firewallRulesOf(records.tenant(parsed.input.tenant)?.limits ?? {})
    if (parsed.input.rules.length <= most) return undefined
    return fault('over_limit', `The plan allows ${most} firewall rules. Delete rules that are not needed, or ask for a larger plan.`)
  }
  if (parsed.name === 'routes.apply') {
    const most = records.tenant(parsed.input.tenant)?.limits.domains
    const hosts = parsed.input.services.reduce((sum, service) => sum + service.hosts.length, 0)
    return most !== undefined && hosts > most && !parsed.input.suspended ? tooMuch('domains', most) : undefined
  }
  if (parsed.name !== 'service.apply') return undefined
  const { input } = parsed
  const limits = records.tenant(input.tenant)?.limits
  if (limits === undefined) return undefined
  const others = records.servicesOf(input.tenant).filter((service) => service.id !== input.service)
  const before = records.service(input.service)?.resources
  if (before === undefined && others.length >= limits.services) return tooMuch('services', limits.services)
  // A plan may have shrunk below what runs: what does not grow goes on.
  const over = amounts.find((key) => {
    const grows = before === undefined || input.resources[key] > before[key]
    return grows && others.reduce((sum, service) => sum + service.resources[key], input.resources[key]) > limits[key]
  })
  return over === undefined ? rateFault(input.resources, before, limits) : tooMuch(over, limits[over])
}

/**
 * A reseller's tenants together stay within what an administrator told the keep, if that was ever told. What does not grow goes on, whatever was told
 * since.
 */
function resellerFault({ tenant, reseller, limits }: ActionInput<'tenant.apply'>, records: Records): Fault | undefined {
  const most = reseller === undefined ? undefined : records.resellerLimits(reseller)
  if (reseller === undefined || most === undefined) return undefined
  const all = records.tenantsOf(reseller)
  const before = all.find(({ id }) => id === tenant)?.limits
  const others = all.filter(({ id }) => id !== tenant)
  if (before === undefined && others.length >= most.tenants) return resold(most.tenants, 'tenants')
  const over = ([...amounts, 'services'] as const).find((key) => {
    const grows = before === undefined || limits[key] > before[key]
    return grows && others.reduce((sum, other) => sum + other.limits[key], limits[key]) > most[key]
  })
  return over && resold(most[over], shown[over])
}

const resold = (most: number, what: string): Fault =>
  fault(
    'over_limit',
    `The tenants of this reseller may have ${most} ${what} altogether. Choose a smaller plan, or ask an administrator for more.`,
  )

/** What is left out has no limit: more than any. */
const asNumber = (value: number | undefined): number => value ?? Number.POSITIVE_INFINITY

function rateFault(wanted: Rates, before: Rates | undefined, limits: Rates): Fault | undefined {
  for (const key of rateNames) {
    const most = limits[key]
    const grows = before === undefined || asNumber(wanted[key]) > asNumber(before[key])
    if (most === undefined || asNumber(wanted[key]) <= most || !grows) continue
    return fault('over_limit', `The plan allows each service ${most} ${shown[key]}. Ask for less, or for a larger plan.`)
  }
  return undefined
}

const tooMuch = (key: Shown, most: number): Fault =>
  fault('over_limit', `The plan allows ${most} ${shown[key]} altogether. Ask for less, or for a larger plan.`)

/** More wishes than anybody has for one object between two that the keep hears of. */
const longestJump = 1_000_000

/** An older wish never follows a newer one, and none takes all numbers away from those that follow. */
export function generationFault(parsed: Parsed, records: Records): Fault | undefined {
  const counted = generationOf(parsed.action)
  if (counted === undefined) return undefined
  const last = records.generation(counted.object) ?? 0
  if (counted.generation > last + longestJump) return fault('bad_input', `The generation jumps. The last one of this object is ${last}.`)
  if (counted.generation >= last) return undefined
  return { ...fault('stale_generation', 'A newer wish for this object was accepted already. Look at it again.'), generation: last }
}

const asleepWhenSuspended: readonly ActionName[] = [
  'service.wake',
  'service.revert',
  'service.restart',
  'service.reload',
  'site.deploy',
  'site.rollback',
  'files.write',
  'files.makeFolder',
  'files.move',
  'files.delete',
]

/** A suspended tenant's services stay asleep and as they are. */
export function suspendedFault(parsed: Parsed, records: Records): Fault | undefined {
  const { name, input } = parsed
  if (!('tenant' in input) || input.tenant === null || !records.tenant(input.tenant)?.suspended) return undefined
  const makes = name === 'service.apply' && records.service(input.service) === undefined
  return makes || asleepWhenSuspended.includes(name)
    ? fault('suspended', 'The tenant is suspended. Ask your administrator to resume it.')
    : undefined
}
