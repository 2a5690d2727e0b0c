import * as z from 'zod'
import { canonicalJson } from '../../contracts/canonical.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { type KindDescriptor, settingComplaints } from '../../contracts/kinds.ts'
import type { IdlePolicy } from '../../contracts/limits.ts'
import { mostHosts, mostRoutedServices } from '../../contracts/routes.ts'
import type { ObjectState } from '../../contracts/states.ts'

/**
 * The configuration with the defaults of its kind, or `bad_input` that names the field. The keep checks again, by the schema itself.
 */
export function wholeConfig(kind: KindDescriptor, config: Record<string, unknown>): Record<string, unknown> {
  const [complaint] = Object.entries(settingComplaints(kind, config))
  if (complaint !== undefined) throw new ReeveError('bad_input', complaint.join(': '))
  const parsed = z.fromJSONSchema(kind.config).safeParse(config)
  if (parsed.success) return parsed.data as Record<string, unknown>
  const issue = parsed.error.issues[0]
  const where = issue === undefined || issue.path.length === 0 ? 'The configuration' : issue.path.map(String).join('.')
  throw new ReeveError('bad_input', `${where}: ${issue?.message ?? 'this does not fit the kind.'}`)
}

/** A service that goes, or that was never made, cannot be asked for anything. */
export function usable(state: ObjectState): void {
  if (state === 'deleting') throw new ReeveError('conflict', 'This service is being deleted.')
  if (state === 'awaiting_approval')
    throw new ReeveError(
      'conflict',
      'This service waits for the approval of its restore. Approve or withdraw that; it is among the actions.',
    )
}

/** Only kinds found by host name have domains. */
export function takesDomains(kind: KindDescriptor | null): void {
  if (kind !== null && !kind.addressing.includes('host') && !kind.addressing.includes('sni'))
    throw new ReeveError('bad_input', `A service of the kind ${kind.title} is found by its own address and has no domains.`)
}

/** TLS can only be passed through to a service that ends it: a kind with a switch for that has to have it on. */
export function takesPassthrough(kind: KindDescriptor | null, config: Record<string, unknown>): void {
  const properties = z.object({ properties: z.record(z.string(), z.unknown()).default({}) }).parse(kind?.config ?? {})
  if (Object.hasOwn(properties.properties, 'tls') && config.tls !== true)
    throw new ReeveError('bad_input', 'This service does not answer TLS itself. Turn that on in its settings first, or let the gate do it.')
}

export function takesFiles(kind: KindDescriptor | null): void {
  if (kind !== null && !kind.files) throw new ReeveError('bad_input', `A service of the kind ${kind.title} has no files to look at.`)
}

/** The routes of a tenant go to the gate as one whole, which has an end. */
export function routable(services: number): void {
  if (services > mostRoutedServices)
    throw new ReeveError('over_limit', `A tenant has at most ${mostRoutedServices} services. Make another tenant for more.`)
}

export function nameable(domains: number): void {
  if (domains > mostHosts)
    throw new ReeveError('over_limit', `A service has at most ${mostHosts} domains. Remove one, or make another service for more.`)
}

/** 0 is never. */
const sooner = (own: number, most: number): boolean => most === 0 || (own > 0 && own <= most)

/**
 * Own sleep times under a plan that became another one; undefined when they stay. What was beyond the plan before is an administrator's exception
 * and stays beyond it.
 */
export function shortened(own: IdlePolicy, before: IdlePolicy, next: IdlePolicy): IdlePolicy | undefined {
  const under = (key: keyof IdlePolicy): number => (sooner(own[key], before[key]) && !sooner(own[key], next[key]) ? next[key] : own[key])
  const idle = { freezeAfterSeconds: under('freezeAfterSeconds'), stopAfterSeconds: under('stopAfterSeconds') }
  return canonicalJson(idle) === canonicalJson(own) ? undefined : idle
}

/** Sleep times of a service's own are for sleeping sooner; only an administrator lets it sleep later than the plan says, or never. */
export function withinPlan(idle: IdlePolicy, plan: IdlePolicy): void {
  if (sooner(idle.freezeAfterSeconds, plan.freezeAfterSeconds) && sooner(idle.stopAfterSeconds, plan.stopAfterSeconds)) return
  const words = (seconds: number): string => (seconds === 0 ? 'never' : `after ${seconds} s at the latest`)
  throw new ReeveError(
    'over_limit',
    `By the plan a service freezes ${words(plan.freezeAfterSeconds)} and stops ${words(plan.stopAfterSeconds)}. Choose shorter times, and not 0, or ask an administrator.`,
  )
}
