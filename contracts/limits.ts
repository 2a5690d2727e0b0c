import * as z from 'zod'
import { wholeNumber } from './plain-errors.ts'

const rate = wholeNumber(1, 100_000)

/** How fast one service may be. What is left out has no limit; the plan may set one. */
export const rates = z.strictObject({
  /** Time of its processors, in percent of one of them: 50 is half of one, 150 one and a half. */
  cpuPercent: wholeNumber(5, 6400).optional(),
  /** MiB read from its disk in a second, and as many written. */
  ioMiBps: rate.optional(),
  /** Mbit received in a second, and as many sent. */
  networkMbps: rate.optional(),
})
export type Rates = z.infer<typeof rates>
export const rateNames = Object.keys(rates.shape) as (keyof Rates)[]

/** What one service's VPS may use. MiB are 2^20 bytes. */
export const resources = z.strictObject({
  cpus: wholeNumber(1, 64),
  memoryMiB: wholeNumber(64, 1_048_576),
  diskMiB: wholeNumber(64, 104_857_600),
  processes: wholeNumber(32, 32_768),
  ...rates.shape,
})
export type Resources = z.infer<typeof resources>

/** What is shared out: all services of a tenant together stay within its limits. */
export const amounts = ['cpus', 'memoryMiB', 'diskMiB', 'processes'] as const
export type Amount = (typeof amounts)[number]

/**
 * What all services of one tenant may use together; `services` counts them. Most of them sleep: together they may be promised more than the machine
 * has. Rates hold for each service by itself.
 */
export const tenantLimits = z.strictObject({
  cpus: wholeNumber(1, 65_536),
  memoryMiB: wholeNumber(64, 104_857_600),
  diskMiB: wholeNumber(64, 1_048_576_000),
  processes: wholeNumber(32, 16_777_216),
  services: wholeNumber(0, 10_000),
  /** Rules of the firewall that a tenant writes himself; absent: `standardFirewallRules`. */
  firewallRules: wholeNumber(0, 500).optional(),
  /** Host names that lead to its services. */
  domains: wholeNumber(0, 100_000).optional(),
  /** GiB that all its services may move in a month, in and out; then each is slowed to `throttledMbps`. */
  trafficGiB: wholeNumber(1, 10_000_000).optional(),
  throttledMbps: rate.optional(),
  ...rates.shape,
})
export type TenantLimits = z.infer<typeof tenantLimits>

/** What a plan allows that says nothing of it. */
export const standardFirewallRules = 50
export const firewallRulesOf = (limits: Pick<TenantLimits, 'firewallRules'>): number => limits.firewallRules ?? standardFirewallRules

/** Mbit/s of each service when the month's traffic is used up, where the plan says nothing of it. */
export const throttleOf = ({ throttledMbps }: Pick<TenantLimits, 'throttledMbps'>): number => throttledMbps ?? 1

/** What a service gets under limits: its own rates, and never more than the limits say. */
export function boundBy(own: Resources, limits: Rates): Resources {
  const bound = { ...own }
  for (const name of rateNames) {
    const most = limits[name]
    if (most !== undefined) bound[name] = Math.min(own[name] ?? most, most)
  }
  return bound
}

/** What the plans of all tenants of one reseller may promise together. */
export const resellerLimits = z.strictObject({
  tenants: wholeNumber(0, 10_000),
  services: wholeNumber(0, 1_000_000),
  cpus: wholeNumber(0, 1_000_000),
  memoryMiB: wholeNumber(0, 1_048_576_000),
  diskMiB: wholeNumber(0, 10_485_760_000),
  processes: wholeNumber(0, 167_772_160),
})
export type ResellerLimits = z.infer<typeof resellerLimits>

/** Programs of a service may listen at ports from this one up; without it from 1024, as everywhere. */
export const firstPort = z.int().min(1).max(1023)

/** Uploaded certificates of one tenant. */
export const maxCertificates = 200

/** When a quiet service sleeps: seconds without use until it freezes, and until it stops. 0 never does. As written in earlier days, too. */
export const idleTimes = z.strictObject({
  freezeAfterSeconds: wholeNumber(0, 31_536_000),
  stopAfterSeconds: wholeNumber(0, 31_536_000),
})
export type IdlePolicy = z.infer<typeof idleTimes>

/** Sleep times as somebody writes them: what has stopped cannot freeze. */
export const idlePolicy = idleTimes.refine(
  ({ freezeAfterSeconds, stopAfterSeconds }) => stopAfterSeconds === 0 || stopAfterSeconds >= freezeAfterSeconds,
  { path: ['stopAfterSeconds'], error: 'Let it stop no sooner than it freezes, or write 0 for never.' },
)
