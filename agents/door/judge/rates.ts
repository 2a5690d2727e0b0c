import { actionSpec } from '../../../contracts/actions.ts'
import type { Rules } from '../judge.ts'
import { type Fault, fault, type Parsed } from '../parse.ts'
import type { Records } from '../records.ts'

const hour = 3_600_000
/** So many times the allowance of one tenant have all together. */
const overallFactor = 5
/** What a tenant may delete however much others do: nobody uses up the deletions of those who rarely delete. */
const always = 10
/** Writing files is ordinary work. */
const replacesFactor = 10

/** How much may be taken away, replaced and made within an hour, counted by the keep. */
export function rateFault(parsed: Parsed, records: Records, rules: Rules, now: number): Fault | undefined {
  const since = now - hour
  const { destructive, replaces } = actionSpec(parsed.name)
  if (destructive) return deletionFault(tenantOf(parsed), records, rules, since)
  if (replaces && records.countSince('replaces', since, tenantOf(parsed)) >= rules.destructivePerHour * replacesFactor) {
    return fault('rate_limited', 'Too many files were written within the last hour. Wait a little, or upload an archive.')
  }
  return newFault(parsed, records, rules, since) ?? patchFault(parsed, records, rules, now - 24 * hour)
}

const tenantOf = (parsed: Parsed): string | null => ('tenant' in parsed.input ? parsed.input.tenant : null)

/** What belongs to no tenant (keys and administrators of the whole) has the budget of one tenant for itself. */
function deletionFault(tenant: string | null, records: Records, { destructivePerHour }: Rules, since: number): Fault | undefined {
  const mine = records.countSince('destructive', since, tenant)
  const rarely = tenant === null || mine < Math.min(always, destructivePerHour)
  const together = rarely || records.countSince('destructive', since) < destructivePerHour * overallFactor
  if (mine < destructivePerHour && together) return undefined
  return fault('rate_limited', 'Too much was deleted or replaced within the last hour. Wait a little.')
}

/** Each build takes minutes and room on the machine's disk, each root some seconds of a service: nobody makes them one after another. */
function patchFault({ name, input }: Parsed, records: Records, { patchesPerDay }: Rules, since: number): Fault | undefined {
  if (name === 'patch.build' && records.acceptedSince(name, `image:${input.kind}`, since) >= patchesPerDay.builds)
    return fault(
      'rate_limited',
      `At most ${patchesPerDay.builds} images of a kind may be built within a day. Wait, or use one that is there.`,
    )
  if (name === 'service.patch' && records.acceptedSince(name, input.service, since) >= patchesPerDay.roots)
    return fault('rate_limited', `A service may get ${patchesPerDay.roots} new roots within a day. Wait a little.`)
  return undefined
}

function newFault(parsed: Parsed, records: Records, { newPerHour }: Rules, since: number): Fault | undefined {
  const { name, input } = parsed
  if (name === 'tenant.apply' && records.tenant(input.tenant) === undefined && records.newSince(since).tenants >= newPerHour.tenants)
    return fault('rate_limited', `At most ${newPerHour.tenants} tenants may be made within an hour. Wait a little.`)
  if (name === 'service.apply' && records.service(input.service) === undefined && records.newSince(since).services >= newPerHour.services)
    return fault('rate_limited', `At most ${newPerHour.services} services may be made within an hour. Wait a little.`)
  return undefined
}
